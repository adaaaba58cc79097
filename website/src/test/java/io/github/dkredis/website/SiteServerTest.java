package io.github.dkredis.website;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteServerTest {

    @TempDir
    private Path folder;

    private SiteServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void start() throws IOException {
        new TestProject(folder)
                .with("secret.txt", "outside")
                .with("site/index.html", "<p>start")
                .with("site/docs/index.html", "<p>docs")
                .with("site/docs/a.svg", "<svg/>");
        server = SiteServer.start(folder.resolve("site"), 0);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void address_anyMachine_isTheLoopbackOne() throws IOException {
        assertThat(InetAddress.getByName(server.address().getHost()).isLoopbackAddress())
                .isTrue();
        assertThat(server.address().getPort()).isPositive();
    }

    @Test
    void get_filesAndFolders_areServedWithTheirTypes() throws Exception {
        assertThat(get("/").body()).isEqualTo("<p>start");
        assertThat(get("/docs/").body()).isEqualTo("<p>docs");
        assertThat(get("/docs/a.svg").headers().firstValue("Content-Type")).contains("image/svg+xml");
        assertThat(get("/docs/gone.html").statusCode()).isEqualTo(404);
    }

    @Test
    void post_anything_isRefused() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.address())
                .POST(HttpRequest.BodyPublishers.ofString("x"))
                .build();

        assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(405);
    }

    @Test
    void get_pathOutsideTheSiteOrWithoutAFile_isNotFound() throws IOException {
        for (String path : new String[] {
            "/../secret.txt",
            "/%2e%2e/secret.txt",
            "/docs/../../secret.txt",
            "//etc/passwd",
            "/%2Fetc/passwd",
            "/%00",
            "/docs"
        }) {
            assertThat(rawStatusLine(path)).as(path).contains(" 404 ");
        }
    }

    private HttpResponse<String> get(String path) throws Exception {
        URI address = server.address().resolve(path);
        return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
    }

    /** An HTTP client would tidy up such a path before it sends it. */
    private String rawStatusLine(String path) throws IOException {
        URI address = server.address();
        try (Socket socket = new Socket(InetAddress.getByName(address.getHost()), address.getPort())) {
            String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return answer.lines().findFirst().orElse("");
        }
    }
}

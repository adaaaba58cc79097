package io.github.dkredis.website;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Serves the files of a site on this machine's loopback address, and nothing outside of it. */
final class SiteServer implements AutoCloseable {

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "json", "application/json",
            "svg", "image/svg+xml",
            "png", "image/png",
            "jpg", "image/jpeg",
            "webp", "image/webp");

    private final Path site;
    private final HttpServer server;

    private SiteServer(Path site, HttpServer server) {
        this.site = site;
        this.server = server;
    }

    /**
     * Starts a server.
     *
     * @param port where it listens; the kernel chooses one if this is 0
     */
    static SiteServer start(Path site, int port) throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        SiteServer server = new SiteServer(site.toRealPath(), http);
        http.createContext("/", server::answer);
        http.start();
        return server;
    }

    /** {@return the address of the first page} */
    URI address() {
        InetSocketAddress address = server.getAddress();
        String host = address.getAddress().getHostAddress();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort() + "/");
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            if (!method.equals("GET") && !method.equals("HEAD")) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                exchange.sendResponseHeaders(405, -1);
                return;
            }
            Optional<Path> found = find(exchange.getRequestURI().getPath());
            if (found.isEmpty()) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            Path file = found.get();
            byte[] body = Files.readAllBytes(file);
            String name = file.getFileName().toString();
            String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "text/plain; charset=utf-8");
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            if (method.equals("HEAD")) {
                exchange.sendResponseHeaders(200, -1);
                return;
            }
            exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Optional<Path> find(String path) {
        try {
            Path file = site.resolve(path.isEmpty() ? path : path.substring(1)).normalize();
            if (!file.startsWith(site)) {
                return Optional.empty();
            }
            // Without the slash at its end, the links of a folder's page would be relative to the folder above.
            Path page = path.endsWith("/") ? file.resolve(SiteLayout.INDEX) : file;
            return Files.isRegularFile(page) ? Optional.of(page) : Optional.empty();
        } catch (InvalidPathException noFileHasSuchAName) {
            return Optional.empty();
        }
    }
}

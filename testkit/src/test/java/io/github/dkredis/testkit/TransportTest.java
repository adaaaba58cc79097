package io.github.dkredis.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class TransportTest {

    private static final byte[] PING = "PING\r\n".getBytes(US_ASCII);

    @ParameterizedTest
    @MethodSource("io.github.dkredis.testkit.RedisBinary#all")
    void unixSocket_whenAskedFor_answers(RedisBinary binary) throws IOException {
        try (RedisServer server =
                        RedisServer.builder().binary(binary).unixSocket().start();
                SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(server.unixSocket()));
            channel.write(ByteBuffer.wrap(PING));
            ByteBuffer reply = ByteBuffer.allocate(64);
            channel.read(reply);
            assertThat(new String(reply.array(), 0, reply.position(), US_ASCII)).isEqualTo("+PONG\r\n");
        }
    }

    /** A server that was built without TLS must say so when TLS is requested. */
    @ParameterizedTest
    @MethodSource("io.github.dkredis.testkit.RedisBinary#all")
    void tls_whenAskedFor_answersWithATrustedCertificate(RedisBinary binary) throws Exception {
        RedisServerBuilder builder = RedisServer.builder().binary(binary).tls();
        if (!binary.supportsTls()) {
            assertThatThrownBy(builder::start).hasMessageContaining("tls");
            return;
        }
        try (RedisServer server = builder.start();
                FaultProxy proxy = FaultProxy.inFrontOf(server.tlsUri())) {
            assertThat(server.tlsUri()).hasScheme("rediss").hasHost("127.0.0.1");
            assertThat(pingOverTls(server.tlsUri(), server.tlsCertificate())).isEqualTo("+PONG\r\n");
            assertThat(pingOverTls(proxy.uri(), server.tlsCertificate())).isEqualTo("+PONG\r\n");
        }
    }

    @Test
    void tlsUri_withoutTls_saysHowToGetIt() {
        try (RedisServer server = RedisServer.start()) {
            assertThatThrownBy(server::tlsUri).hasMessageContaining("builder().tls()");
            assertThatThrownBy(server::unixSocket).hasMessageContaining("builder().unixSocket()");
        }
    }

    private static String pingOverTls(URI uri, Path certificate) throws IOException, GeneralSecurityException {
        try (SSLSocket socket =
                (SSLSocket) trusting(certificate).getSocketFactory().createSocket()) {
            SSLParameters checked = socket.getSSLParameters();
            checked.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(checked);
            connect(socket, uri);
            socket.getOutputStream().write(PING);
            return new String(socket.getInputStream().readNBytes(7), US_ASCII);
        }
    }

    private static void connect(Socket socket, URI uri) throws IOException {
        socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), 5_000);
    }

    private static SSLContext trusting(Path certificate) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(certificate)) {
            trusted.setCertificateEntry(
                    "server", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}

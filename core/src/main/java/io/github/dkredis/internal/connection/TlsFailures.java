package io.github.dkredis.internal.connection;

import io.netty.handler.ssl.NotSslRecordException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says why a TLS handshake failed, and what to do. */
final class TlsFailures {

    private TlsFailures() {}

    /** {@return a sentence about the first known cause; null if the failure has nothing to do with TLS} */
    static @Nullable String explain(Throwable failure) {
        boolean tls = false;
        for (Throwable cause = failure; cause != null; cause = cause.getCause() == cause ? null : cause.getCause()) {
            String known = known(cause);
            if (known != null) {
                return known;
            }
            tls |= cause instanceof SSLException;
        }
        return tls
                ? "the TLS handshake failed. Check that the server speaks TLS on this port, and that its certificate is"
                        + " trusted and names this host"
                : null;
    }

    private static @Nullable String known(Throwable cause) {
        String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        if (cause instanceof NotSslRecordException) {
            return "the server does not speak TLS on this port. Use redis://, or the server's TLS port";
        } else if (cause instanceof CertificateExpiredException) {
            return "the server's certificate has expired. Renew it on the server";
        } else if (cause instanceof CertificateNotYetValidException) {
            return "the server's certificate is not valid yet. Check the clock of this machine";
        } else if (cause instanceof CertificateException
                && (message.contains("no subject alternative") || message.contains("no name matching"))) {
            return "the server's certificate names another host. Connect by a name that is in the certificate, or add"
                    + " this one to it; ?verifyPeer=CA trusts any host with a certificate of the authority";
        } else if (message.contains("unable to find valid certification path")
                || message.contains("trust anchor")
                || message.contains("signature check failed")) {
            return "the server's certificate is not from an authority that this client trusts. Check that the certificate"
                    + " is trusted and names this host: set REDIS_CA_FILE, or caCertificate(…)";
        } else if (cause instanceof SSLException && message.contains("fatal alert")) {
            return alert(message);
        }
        return null;
    }

    private static @Nullable String alert(String message) {
        if (message.contains("certificate_required") || message.contains("handshake_failure")) {
            return "the server requires a client certificate. Set REDIS_CERT_FILE and REDIS_KEY_FILE, or"
                    + " clientCertificate(…)";
        } else if (message.contains("unknown_ca")
                || message.contains("bad_certificate")
                || message.contains("certificate_unknown")
                || message.contains("certificate_expired")) {
            return "the server does not accept the client certificate. Check that it is from an authority that the server"
                    + " trusts (tls-ca-cert-file), and has not expired";
        }
        return null;
    }
}

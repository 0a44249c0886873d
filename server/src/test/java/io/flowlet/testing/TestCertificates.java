package io.flowlet.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Certificates for a test, made by the JDK's own keytool in a folder of the test. */
public final class TestCertificates {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final Path store;

    public TestCertificates(Path folder) {
        this.store = folder.resolve("certificates.p12");
    }

    /** One that issued itself. */
    public X509Certificate selfSigned(String alias, String subject, String... extensions) {
        make(alias, subject, extensions);
        return certificate(alias);
    }

    /** An authority. */
    public X509Certificate authority(String alias, String subject) {
        return selfSigned(alias, subject, "bc:c=ca:true");
    }

    /** One that {@code authority} issued. */
    public X509Certificate issued(String authority, String alias, String subject, String... extensions) {
        make(alias, subject, extensions);
        try {
            Path request = Files.createTempFile(store.getParent(), "request", ".csr");
            Path issued = Files.createTempFile(store.getParent(), "issued", ".pem");
            run("-certreq", "-alias", alias, "-file", request.toString());
            List<String> sign = new ArrayList<>(List.of(
                    "-gencert",
                    "-alias",
                    authority,
                    "-rfc",
                    "-infile",
                    request.toString(),
                    "-outfile",
                    issued.toString()));
            Arrays.stream(extensions).forEach(extension -> sign.addAll(List.of("-ext", extension)));
            run(sign.toArray(String[]::new));
            run("-importcert", "-noprompt", "-alias", alias, "-file", issued.toString());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return certificate(alias);
    }

    public KeyStore keyStore() {
        try {
            return KeyStore.getInstance(store.toFile(), PASSWORD);
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    public char[] password() {
        return PASSWORD.clone();
    }

    public X509Certificate certificate(String alias) {
        try {
            return (X509Certificate) keyStore().getCertificate(alias);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** The key of {@code alias} as PEM. */
    public String key(String alias) {
        try {
            PrivateKey key = (PrivateKey) keyStore().getKey(alias, PASSWORD);
            return pem("PRIVATE KEY", key.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    public static String pem(X509Certificate certificate) {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String pem(String what, byte[] der) {
        String lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(what, lines, what);
    }

    private void make(String alias, String subject, String... extensions) {
        List<String> command = new ArrayList<>(List.of(
                "-genkeypair",
                "-alias",
                alias,
                "-dname",
                subject,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "2"));
        Arrays.stream(extensions).forEach(extension -> command.addAll(List.of("-ext", extension)));
        run(command.toArray(String[]::new));
    }

    private void run(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(
                List.of("-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", new String(PASSWORD)));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(said);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}

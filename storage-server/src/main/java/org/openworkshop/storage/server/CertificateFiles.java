/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openworkshop.storage.config.FileFault;
import org.openworkshop.storage.config.TlsConfig;

/**
 * The two PEM files (RFC 7468) of the encrypted port: a chain of certificates, the server's own first, and the private key of
 * that one. Reading blocks and keeps nothing.
 */
record CertificateFiles(Path certificate, Path key) {
    /** What the entry in the key store is protected with; it never leaves the memory of this process. */
    static final String PASSWORD = "in memory";

    private static final int MOST_BYTES = 1024 * 1024;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*+)-----END \\1-----");

    /** The configured files; absent when there is to be no encrypted port. */
    static Optional<CertificateFiles> of(TlsConfig tls) {
        return tls.certificate().flatMap(certificate -> tls.key().map(key -> new CertificateFiles(certificate, key)));
    }

    /** Certificate and key cannot be used; the message names the file and says what to do. */
    static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnusableException(String message) {
            super(message);
        }

        UnusableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The content of both files at one moment; two are equal when no byte differs. */
    record Content(String certificate, String key) {
        /** Without the key, which no log shall ever hold. */
        @Override
        public String toString() {
            return "certificate and key";
        }
    }

    /**
     * Reads both files.
     *
     * @throws UnusableException when one is not there, may not be read, or is far too large
     */
    Content read() throws UnusableException {
        return new Content(text(certificate), text(key));
    }

    private static String text(Path file) throws UnusableException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new UnusableException(file + " is too large for a PEM file");
            }
            return new String(bytes, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UnusableException(file + " " + FileFault.ofReading(file, e), e);
        }
    }

    /**
     * A key store with the chain and the key, protected with {@link #PASSWORD}.
     *
     * @throws UnusableException when they are not what they should be, or do not belong together
     */
    KeyStore keyStore(Content content) throws UnusableException {
        List<Certificate> chain = chain(content.certificate());
        PublicKey publicKey = chain.get(0).getPublicKey();
        PrivateKey privateKey = privateKey(content.key(), publicKey.getAlgorithm());
        if (!belongTogether(publicKey, privateKey)) {
            throw new UnusableException(key + " is not the key of the first certificate in " + certificate);
        }
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("server", privateKey, PASSWORD.toCharArray(), chain.toArray(Certificate[]::new));
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new UnusableException(
                    certificate + " holds no chain: put the server's certificate first, then the one that signed it,"
                            + " and so on: " + e.getMessage(),
                    e);
        }
    }

    private List<Certificate> chain(String pem) throws UnusableException {
        List<Certificate> chain = new ArrayList<>();
        Matcher block = BLOCK.matcher(pem);
        while (block.find()) {
            if (block.group(1).equals("CERTIFICATE")) {
                try {
                    chain.add(CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(decode(certificate, block.group(2)))));
                } catch (CertificateException e) {
                    throw new UnusableException(certificate + " holds a broken certificate", e);
                }
            }
        }
        if (chain.isEmpty()) {
            throw new UnusableException(certificate + " holds no certificate in PEM form (BEGIN CERTIFICATE)");
        }
        return chain;
    }

    private PrivateKey privateKey(String pem, String algorithm) throws UnusableException {
        Matcher block = BLOCK.matcher(pem);
        while (block.find()) {
            if (block.group(1).equals("PRIVATE KEY")) {
                try {
                    return KeyFactory.getInstance(algorithm)
                            .generatePrivate(new PKCS8EncodedKeySpec(decode(key, block.group(2))));
                } catch (GeneralSecurityException e) {
                    throw new UnusableException(key + " holds no " + algorithm + " key, as the certificate has one", e);
                }
            }
        }
        // An encrypted key of the old kind has headers that the pattern does not know.
        Matcher other =
                Pattern.compile("-----BEGIN ((?:[A-Z0-9]+ )+)PRIVATE KEY-----").matcher(pem);
        if (other.find()) {
            throw new UnusableException(key + " holds a key of the kind \""
                    + other.group(1).strip() + "\", which is not read; convert it: openssl pkcs8 -topk8 -nodes -in "
                    + key + " -out NEW_FILE");
        }
        throw new UnusableException(key + " holds no private key in PEM form (BEGIN PRIVATE KEY)");
    }

    private static byte[] decode(Path file, String base64) throws UnusableException {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new UnusableException(file + " is no PEM file: it is not Base64 between BEGIN and END", e);
        }
    }

    /** Whether what one signs the other verifies. */
    private static boolean belongTogether(PublicKey publicKey, PrivateKey privateKey) throws UnusableException {
        String algorithm = switch (publicKey.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> publicKey.getAlgorithm();
        };
        try {
            Signature signature = Signature.getInstance(algorithm);
            byte[] probe = {1, 2, 3};
            signature.initSign(privateKey);
            signature.update(probe);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(probe);
            return signature.verify(signed);
        } catch (java.security.SignatureException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new UnusableException("keys of the kind " + publicKey.getAlgorithm() + " cannot be used", e);
        }
    }
}

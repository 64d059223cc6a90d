/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * About a hundred requests of every kind over a few connections, most of which break off at a bad moment. Leaves nothing open on
 * its own side.
 */
final class RudeVisit {
    /** How many requests one visit makes. */
    static final int REQUESTS = 100;

    static final String SMALL = "/download/resource/small.bin";
    static final String LARGE = "/download/resource/large.bin";
    static final String GUARDED = "/download/archive/mods/5/x.zip";

    private static final int PIPELINED = 40;
    private static final String FORM = "Content-Type: " + Forms.MULTIPART;
    private static final int CANCEL = 8;

    private final int port;
    private final String job;

    /** @param job the job to upload for and to watch; no two visits at a time have the same */
    RudeVisit(int port, String job) {
        this.port = port;
        this.job = job;
    }

    /** What is asked of a kept-alive connection, over and over. */
    private enum Calm {
        WHOLE("GET", SMALL, 200),
        HEAD("HEAD", SMALL, 200),
        UNCHANGED("GET", SMALL, 304, "If-None-Match: *"),
        ONE_RANGE("GET", LARGE, 206, "Range: bytes=1000-5999"),
        RANGES("GET", SMALL, 206, "Range: bytes=0-1,5-6,-1"),
        MISSING("GET", "/download/resource/none", 404),
        REFUSED("GET", "/download/resource/%2e%2e/x", 423),
        PROTECTED("GET", GUARDED, 503),
        WRONG_METHOD("DELETE", SMALL, 405),
        NO_TOKEN("GET", "/transfer/start", 401);

        private final String text;
        private final int status;

        Calm(String method, String path, int status, String... headers) {
            StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: storage\r\n");
            for (String header : headers) {
                request.append(header).append("\r\n");
            }
            this.text = request.append("\r\n").toString();
            this.status = status;
        }

        void read(RawConnection connection) throws IOException {
            int found = (this == HEAD || this == UNCHANGED ? connection.bare() : connection.answer()).status();
            if (found != status) {
                throw new IOException(this + " was answered " + found);
            }
        }
    }

    /**
     * Makes all requests.
     *
     * @throws IOException when an answer that must come does not, or is a wrong one
     */
    void run() throws IOException {
        try (RawConnection calm = new RawConnection(port)) {
            List<Calm> sent = pipeline(calm);
            for (Calm request : sent) {
                request.read(calm);
            }
            requireStatus(200, calm.head("GET " + LARGE).bare().status());
        }
        RawConnection impatient = new RawConnection(port);
        pipeline(impatient);
        impatient.skip(100);
        impatient.reset();
        breakOff("GET " + LARGE);
        breakOff("GET " + LARGE, "Range: bytes=0-1000000,2000000-3000000");
        wrongFraming();
        cutBodies();
        streams();
        sockets();
    }

    private static void requireStatus(int expected, int found) throws IOException {
        if (found != expected) {
            throw new IOException("answered " + found + " where " + expected + " was due");
        }
    }

    private static List<Calm> pipeline(RawConnection connection) throws IOException {
        List<Calm> requests = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        while (requests.size() < PIPELINED) {
            for (Calm request : Calm.values()) {
                requests.add(request);
                text.append(request.text);
            }
        }
        connection.send(text.toString());
        return requests;
    }

    /** A download of which only the beginning is taken. */
    private void breakOff(String request, String... headers) throws IOException {
        RawConnection client = new RawConnection(port);
        client.head(request, headers).skip(10_000);
        client.reset();
    }

    private void wrongFraming() throws IOException {
        try (RawConnection client = new RawConnection(port)) {
            requireStatus(
                    400,
                    client.head("POST /upload", "Content-Length: 1, 2").answer().status());
        }
        try (RawConnection client = new RawConnection(port)) {
            client.head("POST /upload", FORM, "Transfer-Encoding: chunked").send("zz\r\n");
            requireStatus(400, client.answer().status());
        }
    }

    private void cutBodies() throws IOException {
        RawConnection upload = new RawConnection(port);
        upload.head("POST /transfer/upload?token=" + PackagedServer.token(job), "Content-Length: 1000000")
                .send(new byte[100_000]);
        upload.reset();
        RawConnection form = new RawConnection(port);
        byte[] begin = Forms.multipart()
                .field("token", PackagedServer.UPLOAD_TOKEN)
                .field("type", "resource")
                .field("path", job + ".bin")
                .file("file", "x.bin", new byte[100_000])
                .cutOff();
        form.head("POST /upload", FORM, "Content-Length: 1000000").send(begin);
        form.reset();
        RawConnection asking = new RawConnection(port);
        asking.head("POST /upload", FORM, "Expect: 100-continue", "Content-Length: 1000000");
        requireStatus(100, asking.answer().status());
        asking.close();
    }

    /** HTTP/2: some are answered, some cancelled, one is cut in its body, and then the connection is. */
    private void streams() throws IOException {
        try (RawHttp2 client = new RawHttp2(port)) {
            requireStatus(200, client.answer(client.request(true, "GET", SMALL)).status());
            requireStatus(
                    404, client.answer(client.request(true, "GET", "/nothing")).status());
            int upload = client.request(false, "POST", "/transfer/upload?token=" + PackagedServer.token(job + "-h2"));
            client.data(upload, "begin", false);
            int form = client.request(false, "POST", "/upload", "content-type", Forms.MULTIPART);
            client.data(form, "--", false);
            // From here on there is no room in the window for anything else.
            int large = client.request(true, "GET", LARGE);
            int guarded = client.request(true, "GET", GUARDED);
            client.reset(large, CANCEL);
            client.reset(guarded, CANCEL);
            client.reset(upload, CANCEL);
            client.request(true, "GET", LARGE);
        }
    }

    private void sockets() throws IOException {
        for (String token : List.of(PackagedServer.token(job), "wrong")) {
            RawConnection client = new RawConnection(port);
            client.head(
                    "GET /transfer/ws/" + job + "?token=" + token,
                    "Upgrade: websocket",
                    "Connection: Upgrade",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                    "Sec-WebSocket-Version: 13");
            requireStatus(101, client.answer().status());
            client.skip(2);
            client.reset();
        }
    }
}

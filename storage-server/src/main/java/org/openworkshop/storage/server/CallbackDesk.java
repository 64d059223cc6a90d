/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.access.TransferTokens;
import org.openworkshop.storage.callback.CallbackSender;
import org.openworkshop.storage.callback.CompletionFiles;
import org.openworkshop.storage.callback.StoredCompletion;
import org.openworkshop.storage.config.AppConfig;
import org.openworkshop.storage.storage.MainDirectory;
import org.openworkshop.storage.storage.MainDirectoryException;
import org.openworkshop.storage.storage.MainDirectoryInUseException;
import org.openworkshop.storage.transfer.JobId;

/**
 * The operator's view of what Manager is owed: shows it, and has it sent again, whether a server runs or not. For one thread;
 * every method blocks.
 */
public final class CallbackDesk {
    private static final Duration LEAST_PATIENCE = Duration.ofSeconds(30);
    /** How long an attempt may take to begin and to be recorded, beside the attempt itself. */
    private static final Duration AROUND_AN_ATTEMPT = Duration.ofSeconds(15);

    private final AppConfig config;
    private final Clock clock;
    private final Duration patience;
    private final @Nullable UserPrincipal user;

    /**
     * A completion that Manager does not have. Of its claims, which are confidential, only those that say how the job ended.
     *
     * @param status {@code success} or {@code error}, null when the completion does not say
     * @param reason why the job failed, null when it did not
     * @param attempts how many have ended
     * @param nextAttemptAt null when it is due or given up
     * @param givenUpAt null while it is owed
     */
    public record Line(
            String jobId,
            String idempotencyKey,
            @Nullable String status,
            @Nullable String reason,
            Instant completedAt,
            int attempts,
            @Nullable Instant nextAttemptAt,
            @Nullable String lastError,
            @Nullable Instant givenUpAt) {
        static Line of(StoredCompletion stored) {
            return new Line(
                    stored.completion().jobId(),
                    stored.idempotencyKey(),
                    claim(stored, "status"),
                    claim(stored, "reason"),
                    stored.completion().completedAt(),
                    stored.attempts(),
                    stored.nextAttemptAt(),
                    stored.lastError(),
                    stored.givenUpAt());
        }

        private static @Nullable String claim(StoredCompletion stored, String name) {
            return stored.completion().claims().get(name) instanceof String text ? text : null;
        }
    }

    /** What became of a completion that was to be sent again. */
    public enum Outcome {
        /** Manager has it. */
        DELIVERED,
        /** Another attempt failed; it stays owed. */
        STILL_OWED,
        /** Another attempt failed, and no more are made. */
        GIVEN_UP,
        /** An older one of the job failed, and they go in order. */
        NOT_TRIED,
        /** The running server was asked and has recorded no attempt in time; it goes on by itself. */
        NO_ANSWER,
        /** The running server has not looked for requests in time; this one stays until it does. */
        NOT_TAKEN
    }

    /** One completion and what became of it; {@code line} is as it was last seen. */
    public record Sent(Line line, Outcome outcome) {}

    /** The desk of the main directory that the settings name. */
    public CallbackDesk(AppConfig config) {
        this(config, Clock.systemUTC(), patience(config.manager().callbackTimeout()), thisUser());
    }

    /**
     * The parts that tests choose.
     *
     * @param patience how long a running server gets to record an attempt
     * @param user whom files written by this process will belong to; null when that cannot be known
     */
    CallbackDesk(AppConfig config, Clock clock, Duration patience, @Nullable UserPrincipal user) {
        this.config = config;
        this.clock = clock;
        this.patience = patience;
        this.user = user;
    }

    private static Duration patience(Duration attempt) {
        Duration enough = attempt.plus(AROUND_AN_ATTEMPT);
        return enough.compareTo(LEAST_PATIENCE) > 0 ? enough : LEAST_PATIENCE;
    }

    /** Linux says so in the owner of a process's own folder; the name in a property is missing in many containers. */
    private static @Nullable UserPrincipal thisUser() {
        try {
            return Files.getOwner(Path.of("/proc/self"));
        } catch (IOException | UnsupportedOperationException e) {
            return null;
        }
    }

    /** Whether a text can be the name of a job at all. */
    public static boolean isJobId(String text) {
        return JobId.find(text).isPresent();
    }

    /** All that Manager does not have, oldest first; whether a server runs makes no difference. */
    public List<Line> list() throws CallbackDeskException {
        try {
            return new StoredCallbacks(mainDir())
                    .all().stream()
                            .map(Line::of)
                            .sorted(Comparator.comparing(Line::completedAt))
                            .toList();
        } catch (IOException | DirectoryIteratorException e) {
            throw cannot("read", e);
        }
    }

    /**
     * Sends all that Manager does not have of one job again, in the job's order. A running server is asked to do it; otherwise
     * it is done here, holding the main directory so that no server starts meanwhile.
     *
     * @return each completion that was stored when this began
     * @throws CallbackDeskException when nothing is stored for the job, or the main directory is not ours to write
     */
    public List<Sent> retry(String jobId) throws CallbackDeskException, InterruptedException {
        StoredCallbacks stored = new StoredCallbacks(mainDir());
        try {
            List<StoredCompletion> before = stored.of(jobId);
            if (before.isEmpty()) {
                throw new CallbackDeskException("nothing is owed or given up for job " + jobId);
            }
            requireSameUser();
            try (MainDirectory held = MainDirectory.open(mainDir())) {
                return sendHere(held, jobId);
            } catch (MainDirectoryInUseException running) {
                return new RequestedRetry(mainDir(), stored, patience).run(jobId, before);
            }
        } catch (IOException e) {
            throw cannot("read or write", e);
        } catch (MainDirectoryException e) {
            throw new CallbackDeskException(String.valueOf(e.getMessage()), e);
        }
    }

    private List<Sent> sendHere(MainDirectory held, String jobId) throws IOException {
        CompletionFiles files = new CompletionFiles(held, clock);
        TransferTokens tokens = new TransferTokens(config.tokens().transferJwtSecret(), clock);
        try (CallbackSender sender = new CallbackSender(config.manager(), tokens, clock)) {
            return new DirectRetry(new StoredCallbacks(held.root()), files, sender, clock).run(jobId);
        }
    }

    private Path mainDir() throws CallbackDeskException {
        Path mainDir = config.storage().mainDir();
        if (!Files.isDirectory(mainDir)) {
            throw new CallbackDeskException("storage.main_dir " + mainDir + " is no directory that can be read");
        }
        return mainDir;
    }

    /**
     * Files of another user would lock the server out of its own main directory. The lock file is one that the server itself
     * made, while the directory may belong to whoever mounted it.
     */
    private void requireSameUser() throws IOException, CallbackDeskException {
        Path lock = mainDir().resolve(".lock");
        if (user == null || !Files.exists(lock, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        UserPrincipal owner = Files.getOwner(lock, LinkOption.NOFOLLOW_LINKS);
        if (!owner.equals(user)) {
            throw new CallbackDeskException("the server in " + mainDir() + " runs as user " + owner.getName()
                    + "; run this command as that user, not as " + user.getName());
        }
    }

    private static CallbackDeskException cannot(String what, Exception failure) {
        Throwable cause = failure instanceof DirectoryIteratorException e ? e.getCause() : failure;
        String reason = cause instanceof AccessDeniedException denied
                ? denied.getFile() + ": permission denied; run this command as the user that the server runs as"
                : cause instanceof FileSystemException ? String.valueOf(cause.getMessage()) : String.valueOf(cause);
        return new CallbackDeskException("cannot " + what + " the main directory: " + reason, failure);
    }
}

/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.openworkshop.storage.config.AppConfig;
import org.openworkshop.storage.config.ConfigException;
import org.openworkshop.storage.config.ConfigReader;
import org.openworkshop.storage.config.FileFault;
import org.openworkshop.storage.config.ServerConfig;
import org.openworkshop.storage.log.Log;
import org.openworkshop.storage.server.FatalErrors;
import org.openworkshop.storage.server.StartException;
import org.openworkshop.storage.server.StopSignals;
import org.openworkshop.storage.server.StorageServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the server until SIGTERM or SIGINT stops it, see {@link StopSignals}. */
@Command(name = "serve", description = "Run the server (the default command).", mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

    private final Map<String, String> environment;
    private final Starter starter;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    ServeCommand(Map<String, String> environment, Starter starter) {
        this.environment = environment;
        this.starter = starter;
    }

    /** Opens the server's port. */
    @FunctionalInterface
    interface Starter {
        StorageServer start(AppConfig config) throws StartException;
    }

    @Override
    public Integer call() throws ConfigException, StartException, InterruptedException {
        AppConfig settings = ConfigReader.read(config.file, environment);
        Log log = log(settings.server().log());
        try {
            return serve(settings);
        } catch (StartException e) {
            if (settings.server().log().format().equals("json")) {
                // Who reads the log by program finds nothing else in it.
                LOG.error("Storage server cannot start reason={}", e.getMessage());
                return Main.WRONG_CONFIGURATION;
            }
            throw e;
        } finally {
            log.close();
        }
    }

    private Log log(ServerConfig.Log settings) throws StartException {
        try {
            return LogSetup.apply(settings, environment);
        } catch (IOException e) {
            String fault = settings.accessFile()
                    .map(file -> file + " " + FileFault.ofWriting(file, e))
                    .orElse("it cannot be opened");
            throw new StartException("the file of server.access_log_file cannot be used: " + fault, e);
        }
    }

    private int serve(AppConfig settings) throws StartException, InterruptedException {
        FatalErrors.endTheProcess();
        StopSignals signals = StopSignals.takeOver();
        try (StorageServer server = starter.start(settings)) {
            signals.stopWith(server::close, settings.server().shutdownGrace());
            // For what the signals do not cover, such as SIGHUP; finds nothing to do after them.
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "shutdown"));
            LOG.info(
                    "Storage server listens address={} version={} java={}",
                    address("http", settings.server().host(), server.port()),
                    VersionCommand.Version.ofProgram(),
                    Runtime.version());
            if (server.tlsPort().isPresent()) {
                LOG.info(
                        "Storage server listens encrypted address={}",
                        address(
                                "https",
                                settings.server().host(),
                                server.tlsPort().getAsInt()));
            }
            server.reportTo(environment, address("http", settings.server().host(), server.port()));
            server.tryEngines();
            server.join();
        } catch (StartException e) {
            signals.giveBack();
            throw e;
        }
        return signals.exitCode();
    }

    static String address(String scheme, String host, int port) {
        return scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}

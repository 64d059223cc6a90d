/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import jakarta.ws.rs.core.Application;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Server;
import org.glassfish.jersey.inject.hk2.AbstractBinder;
import org.glassfish.jersey.jackson.JacksonFeature;
import org.glassfish.jersey.jetty.JettyHttpContainer;
import org.glassfish.jersey.server.ContainerFactory;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.access.AccessService;
import org.openworkshop.storage.access.ManageTokens;
import org.openworkshop.storage.access.TransferTokens;
import org.openworkshop.storage.archive.Archives;
import org.openworkshop.storage.config.AppConfig;
import org.openworkshop.storage.download.AnswerPolicy;
import org.openworkshop.storage.download.DownloadHandler;
import org.openworkshop.storage.face.admin.AdminFace;
import org.openworkshop.storage.face.workshop.JobSockets;
import org.openworkshop.storage.face.workshop.WorkshopResources;
import org.openworkshop.storage.image.ImageConverter;
import org.openworkshop.storage.ops.HealthHandler;
import org.openworkshop.storage.ops.HealthWatch;
import org.openworkshop.storage.ops.Metrics;
import org.openworkshop.storage.ops.OpenApiDocument;
import org.openworkshop.storage.ops.OpsResources;
import org.openworkshop.storage.ops.RequestMetrics;
import org.openworkshop.storage.ops.TrafficHandler;
import org.openworkshop.storage.storage.FreeSpace;
import org.openworkshop.storage.storage.MainDirectory;
import org.openworkshop.storage.telemetry.ExcludedUrls;
import org.openworkshop.storage.trace.Tracing;
import org.openworkshop.storage.transfer.Transfers;
import org.openworkshop.storage.web.AccessLog;
import org.openworkshop.storage.web.AnyAnswer;
import org.openworkshop.storage.web.ApiExceptionMapper;
import org.openworkshop.storage.web.BodyPace;
import org.openworkshop.storage.web.ClientAddress;
import org.openworkshop.storage.web.CorsHandler;
import org.openworkshop.storage.web.DiskFull;
import org.openworkshop.storage.web.DrainHandler;
import org.openworkshop.storage.web.GoneClient;
import org.openworkshop.storage.web.HandOver;
import org.openworkshop.storage.web.LateHandler;
import org.openworkshop.storage.web.RequestId;
import org.openworkshop.storage.web.RequestTrace;
import org.openworkshop.storage.web.ResourceUriHandler;
import org.openworkshop.storage.web.StopGate;

/**
 * Who answers what on the one port.
 *
 * <pre>
 *   every request   RequestId, RequestTrace when telemetry is on, CorsHandler, DrainHandler, StopGate
 *   /healthz        HealthHandler
 *   /download/…     RecentDownloadHandler, as far as no disk is needed
 *   the rest        HandOver: up to here nothing blocks; TrafficHandler
 *   /download/…     DownloadHandler
 *   /admin/…        AdminFace
 *   /transfer/ws/…  JobSockets (WebSocket)
 *   all else        the resources (Jersey)
 * </pre>
 */
final class Routes {
    private final AppConfig config;
    private final MainDirectory mainDirectory;
    private final Archives archives;
    private @Nullable LateHandler rest;

    /** The running features that routes lead to. */
    record Features(
            Transfers transfers,
            ImageConverter images,
            AccessService accessService,
            ManageTokens manageTokens,
            TransferTokens transferTokens,
            ClientAddress clientAddress,
            HealthWatch health,
            Metrics metrics,
            Tracing tracing,
            AdminFace admin,
            StopGate gate) {}

    Routes(AppConfig config, MainDirectory mainDirectory, Archives archives) {
        this.config = config;
        this.mainDirectory = mainDirectory;
        this.archives = archives;
    }

    /** Installs all handlers; what is returned is to be closed after the server. */
    JobSockets install(Server server, Features features) {
        JobSockets sockets = new JobSockets(features.transfers(), features.transferTokens());
        rest = new LateHandler(() -> ContainerFactory.createContainer(JettyHttpContainer.class, resources(features)));
        DownloadHandler downloads = new DownloadHandler(
                new Handler.Sequence(features.admin().handler(), sockets.handler(server), new ResourceUriHandler(rest)),
                mainDirectory,
                features.accessService()::check,
                archives::unpackedBytes,
                new AnswerPolicy(config.download(), config.server().accelRedirectPrefix()));
        Handler blocking = new HandOver(new TrafficHandler(downloads, features.metrics()));
        features.gate().setHandler(new HealthHandler(downloads.inFront(blocking), features.health()));
        server.setHandler(new RequestId(followed(
                new CorsHandler(new DrainHandler(features.gate(), HttpServer.DRAIN_BYTES, HttpServer.DRAIN_TIME)),
                features.tracing())));
        RequestLog requests = new RequestMetrics(features.metrics());
        server.setRequestLog(
                config.server().log().access()
                        ? new RequestLog.Collection(requests, new AccessLog(features.clientAddress()))
                        : requests);
        return sockets;
    }

    private Handler followed(Handler handler, Tracing tracing) {
        return config.telemetry()
                .export()
                .<Handler>map(export -> new RequestTrace(
                        handler, tracing, RequestMetrics::route, new ExcludedUrls(export.excludedUrls())))
                .orElse(handler);
    }

    /**
     * Waits until the resources are there, which are made when the port is already open.
     *
     * @throws Exception when they could not be made
     */
    boolean awaitResources() throws Exception {
        if (rest != null) {
            rest.await();
        }
        return rest != null;
    }

    private Application resources(Features features) {
        ResourceConfig resources = new ResourceConfig();
        resources.property(ServerProperties.RESPONSE_SET_STATUS_OVER_SEND_ERROR, true);
        resources.property(ServerProperties.WADL_FEATURE_DISABLE, true);
        resources.property(ServerProperties.FEATURE_AUTO_DISCOVERY_DISABLE, true);
        resources.register(JacksonFeature.withoutExceptionMappers());
        resources.register(AnyAnswer.class);
        resources.register(GoneClient.class);
        resources.register(ApiExceptionMapper.class);
        resources.register(new AbstractBinder() {
            @Override
            protected void configure() {
                bind(new DiskFull(FreeSpace::isExhausted)).to(DiskFull.class);
            }
        });
        resources.registerClasses(WorkshopResources.CLASSES);
        resources.registerClasses(OpsResources.CLASSES);
        resources.register(new WorkshopResources(
                config.transfer(),
                mainDirectory,
                features.images(),
                features.transfers(),
                new WorkshopResources.Access(
                        features.manageTokens(),
                        features.transferTokens(),
                        features.clientAddress(),
                        BodyPace.of(
                                config.server().limits(),
                                config.transfer().timeouts().uploadTotal()))));
        resources.register(new OpsResources(
                features.metrics(), new OpenApiDocument(WorkshopResources.DESCRIBED, OpsResources.DESCRIBED)));
        return resources;
    }
}

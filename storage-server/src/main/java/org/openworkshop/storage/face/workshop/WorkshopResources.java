/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import java.util.Set;
import org.glassfish.jersey.inject.hk2.AbstractBinder;
import org.openworkshop.storage.access.ManageTokens;
import org.openworkshop.storage.access.TransferTokens;
import org.openworkshop.storage.config.TransferConfig;
import org.openworkshop.storage.image.ImageConverter;
import org.openworkshop.storage.storage.MainDirectory;
import org.openworkshop.storage.transfer.Transfers;
import org.openworkshop.storage.web.BodyPace;
import org.openworkshop.storage.web.ClientAddress;

/** The resource classes of this face and what they need. */
public final class WorkshopResources extends AbstractBinder {
    /** The classes to register. */
    public static final Set<Class<?>> CLASSES =
            Set.of(UploadResource.class, DeleteResource.class, TransferResource.class, ResultResource.class);

    /** What the OpenAPI document describes: the resources, and the calls that are answered beside them. */
    public static final Set<Class<?>> DESCRIBED = Set.of(
            UploadResource.class,
            DeleteResource.class,
            TransferResource.class,
            ResultResource.class,
            HandledRoutes.class);

    private final TransferConfig config;
    private final MainDirectory mainDirectory;
    private final ImageConverter images;
    private final Transfers transfers;
    private final Access access;

    /** Who may call, and how long a body may take. */
    public record Access(ManageTokens manage, TransferTokens transfer, ClientAddress clientAddress, BodyPace pace) {}

    public WorkshopResources(
            TransferConfig config,
            MainDirectory mainDirectory,
            ImageConverter images,
            Transfers transfers,
            Access access) {
        this.config = config;
        this.mainDirectory = mainDirectory;
        this.images = images;
        this.transfers = transfers;
        this.access = access;
    }

    @Override
    protected void configure() {
        bind(config).to(TransferConfig.class);
        bind(mainDirectory).to(MainDirectory.class);
        bind(images).to(ImageConverter.class);
        bind(transfers).to(Transfers.class);
        bind(transfers.results()).to(org.openworkshop.storage.transfer.Results.class);
        bind(access.transfer()).to(TransferTokens.class);
        bind(access.pace()).to(BodyPace.class);
        bind(new ManageForm(access.manage(), access.clientAddress(), access.pace()))
                .to(ManageForm.class);
        bind(new OrderReader(config)).to(OrderReader.class);
    }
}

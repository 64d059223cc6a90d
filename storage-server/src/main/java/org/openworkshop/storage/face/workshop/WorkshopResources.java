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
    private final Tokens tokens;

    /** Who may call. */
    public record Tokens(ManageTokens manage, TransferTokens transfer, ClientAddress clientAddress) {}

    public WorkshopResources(
            TransferConfig config,
            MainDirectory mainDirectory,
            ImageConverter images,
            Transfers transfers,
            Tokens tokens) {
        this.config = config;
        this.mainDirectory = mainDirectory;
        this.images = images;
        this.transfers = transfers;
        this.tokens = tokens;
    }

    @Override
    protected void configure() {
        bind(config).to(TransferConfig.class);
        bind(mainDirectory).to(MainDirectory.class);
        bind(images).to(ImageConverter.class);
        bind(transfers).to(Transfers.class);
        bind(transfers.results()).to(org.openworkshop.storage.transfer.Results.class);
        bind(tokens.transfer()).to(TransferTokens.class);
        bind(new ManageForm(
                        tokens.manage(),
                        tokens.clientAddress(),
                        config.timeouts().uploadTotal()))
                .to(ManageForm.class);
        bind(new OrderReader(config)).to(OrderReader.class);
    }
}

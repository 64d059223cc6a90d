/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import com.github.junrar.Archive;
import com.github.junrar.ArchiveOptions;
import com.github.junrar.exception.RarException;
import com.github.junrar.io.SeekableReadOnlyByteChannel;
import com.github.junrar.rarfile.BaseBlock;
import com.github.junrar.rarfile.FileHeader;
import com.github.junrar.rarfile.MainHeader;
import com.github.junrar.rarfile.UnrarHeadertype;
import com.github.junrar.rarfile.rar5.Rar5BlockType;
import com.github.junrar.rarfile.rar5.Rar5MainHeader;
import com.github.junrar.volume.Volume;
import com.github.junrar.volume.VolumeManager;
import java.io.IOException;
import java.util.AbstractList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * A RAR archive of one volume whose entries are found by identity in constant time. The library looks an entry up in a fresh
 * copy of its list, twice per extraction, which would make archives of many entries quadratic.
 */
final class RarArchive extends Archive {
    private final List<FileHeader> all;
    private final Index withData;

    RarArchive(RarSource source, ArchiveOptions options) throws RarException, IOException {
        super(new OnlyVolume(source), options);
        this.all = List.copyOf(super.getFileHeaders());
        this.withData = new Index(all.stream().filter(RarArchive::hasData).toList());
    }

    /** Every entry, in archive order. */
    List<FileHeader> entries() {
        return all;
    }

    /** The entries that have data to decode: in a solid archive the others are no part of the stream. */
    @Override
    public List<FileHeader> getFileHeaders() {
        return withData;
    }

    /** Whether decoding the entry gives bytes. Links of RAR 5 state a size but have none. */
    static boolean hasData(FileHeader header) {
        return header.getRedirection() == null && !header.isDirectory() && header.getFullUnpackSize() > 0;
    }

    /** Whether any block's checksum did not match its content. */
    boolean hasBrokenHeader() {
        return getHeaders().stream().anyMatch(BaseBlock::isBrokenHeader);
    }

    /** Whether the archive has its end block; without one only the file's end says that it is whole. */
    boolean hasEndBlock() {
        List<BaseBlock> blocks = getHeaders();
        return !blocks.isEmpty() && isEnd(blocks.get(blocks.size() - 1));
    }

    /** Whether this file is a part of a set of volumes that has other parts too. */
    boolean needsOtherVolumes() {
        boolean split = all.stream().anyMatch(h -> h.isSplitBefore() || h.isSplitAfter());
        return split || getHeaders().stream().anyMatch(this::pointsToOtherVolume);
    }

    private boolean pointsToOtherVolume(BaseBlock block) {
        if (block instanceof Rar5MainHeader header) {
            return header.getRar5Type() == Rar5BlockType.ENDARC
                    ? header.isNextVolume()
                    : header.isVolume() && !header.isFirstVolume();
        }
        if (block instanceof MainHeader header) {
            return header.isMultiVolume() && !header.isFirstVolume();
        }
        return block.getHeaderType() == UnrarHeadertype.EndArcHeader
                && (block.getFlags() & BaseBlock.EARC_NEXT_VOLUME) != 0;
    }

    private static boolean isEnd(BaseBlock block) {
        if (block instanceof Rar5MainHeader header) {
            return header.getRar5Type() == Rar5BlockType.ENDARC;
        }
        return block.getHeaderType() == UnrarHeadertype.EndArcHeader;
    }

    /** Hands out the one file; a further volume is never there. */
    private record OnlyVolume(RarSource source) implements VolumeManager {
        @Override
        @SuppressWarnings("NullAway") // The library's sign for "no further volume".
        public Volume nextVolume(Archive archive, @Nullable Volume last) {
            return last == null ? new OpenVolume(archive, source) : null;
        }
    }

    private record OpenVolume(Archive archive, RarSource source) implements Volume {
        @Override
        public SeekableReadOnlyByteChannel getChannel() {
            return source;
        }

        @Override
        public long getLength() {
            return source.length();
        }

        @Override
        public Archive getArchive() {
            return archive;
        }
    }

    private static final class Index extends AbstractList<FileHeader> implements RandomAccess {
        private final List<FileHeader> headers;
        private final IdentityHashMap<Object, Integer> places;

        Index(List<FileHeader> headers) {
            this.headers = headers;
            this.places = new IdentityHashMap<>(headers.size());
            for (int i = 0; i < headers.size(); i++) {
                places.put(headers.get(i), i);
            }
        }

        @Override
        public FileHeader get(int index) {
            return headers.get(index);
        }

        @Override
        public int size() {
            return headers.size();
        }

        @Override
        public int indexOf(@Nullable Object header) {
            return places.getOrDefault(header, -1);
        }
    }
}

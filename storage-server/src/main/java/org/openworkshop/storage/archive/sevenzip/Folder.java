/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.sevenzip;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How one block is decoded: coders whose streams are bound to each other. In streams are counted through all coders, and so
 * are out streams. The one out stream that is bound to nothing is what the block unpacks to.
 *
 * <pre>
 *   NUMBER of coders
 *     flags: bits 0-3 bytes of the method's id, bit 4 complex, bit 5 has properties
 *     id of the method
 *     complex:    NUMBER of in streams, NUMBER of out streams (else one each)
 *     properties: NUMBER of bytes, the bytes
 *   out streams - 1 bind pairs
 *     NUMBER of the in stream, NUMBER of the out stream that feeds it
 *   when more than one in stream is not bound
 *     NUMBER of the in stream that each packed stream feeds
 * </pre>
 */
final class Folder {
    /** As many as 7-Zip takes. */
    static final int MOST_STREAMS = 32;

    /** More than any program writes. */
    private static final int MOST_CODERS = 8;

    private static final int UNBOUND = -1;
    private static final int PACKED = -2;

    private final List<Coder> coders;
    private final int packStreams;
    private final int mainOut;
    private final int[] order;

    private Folder(List<Coder> coders, int packStreams, int mainOut, int[] order) {
        this.coders = coders;
        this.packStreams = packStreams;
        this.mainOut = mainOut;
        this.order = order;
    }

    static Folder read(HeaderBytes in) throws IOException {
        int count = in.count("coders");
        if (count == 0 || count > MOST_CODERS) {
            throw HeaderBytes.damaged("a block has an impossible number of coders");
        }
        List<Coder> coders = new ArrayList<>(count);
        int ins = 0;
        int outs = 0;
        for (int i = 0; i < count; i++) {
            Coder coder = Coder.read(in);
            coders.add(coder);
            ins += coder.inStreams();
            outs += coder.outStreams();
        }
        if (ins > MOST_STREAMS || outs > MOST_STREAMS || ins < outs) {
            throw HeaderBytes.damaged("a block has an impossible number of streams");
        }
        int[] feeds = new int[ins];
        Arrays.fill(feeds, UNBOUND);
        int mainOut = readBindPairs(in, feeds, outs);
        int packStreams = ins - outs + 1;
        readPackedStreams(in, feeds, packStreams);
        boolean chain = coders.stream().allMatch(Coder::isSimple);
        return new Folder(coders, packStreams, mainOut, chain ? order(feeds, mainOut) : new int[0]);
    }

    /** Fills in what feeds each in stream; gives the out stream that feeds none. */
    private static int readBindPairs(HeaderBytes in, int[] feeds, int outs) throws IOException {
        boolean[] bound = new boolean[outs];
        for (int i = 0; i < outs - 1; i++) {
            int to = index(in, feeds.length);
            int from = index(in, outs);
            if (feeds[to] != UNBOUND || bound[from]) {
                throw HeaderBytes.damaged("a stream is bound twice");
            }
            feeds[to] = from;
            bound[from] = true;
        }
        int mainOut = 0;
        while (bound[mainOut]) {
            mainOut++;
        }
        return mainOut;
    }

    private static void readPackedStreams(HeaderBytes in, int[] feeds, int packStreams) throws IOException {
        for (int i = 0; packStreams > 1 && i < packStreams; i++) {
            int to = index(in, feeds.length);
            if (feeds[to] != UNBOUND) {
                throw HeaderBytes.damaged("a stream is bound twice");
            }
            feeds[to] = PACKED;
        }
    }

    private static int index(HeaderBytes in, int streams) throws IOException {
        long index = in.number();
        if (index >= streams) {
            throw HeaderBytes.damaged("a stream is bound that is not there");
        }
        return (int) index;
    }

    /** The coders from the packed stream on. What the walk from the main stream does not meet is bound in a circle. */
    private static int[] order(int[] feeds, int mainOut) throws IOException {
        int[] order = new int[feeds.length];
        int at = feeds.length;
        for (int coder = mainOut; coder >= 0; coder = feeds[coder]) {
            order[--at] = coder;
        }
        if (at != 0) {
            throw HeaderBytes.damaged("coders are bound in a circle");
        }
        return order;
    }

    /** Packed streams that go in. */
    int packStreams() {
        return packStreams;
    }

    /** All out streams, the main one among them. */
    int outStreams() {
        return coders.stream().mapToInt(Coder::outStreams).sum();
    }

    /** The out stream that the block unpacks to. */
    int mainOut() {
        return mainOut;
    }

    List<Coder> coders() {
        return coders;
    }

    /** Whether its coders are a chain, each fed by the one before. */
    boolean isChain() {
        return order.length > 0;
    }

    /** In a chain, the index of the coder at a place, the first of which reads the packed stream. */
    int inChain(int place) {
        return order[place];
    }
}

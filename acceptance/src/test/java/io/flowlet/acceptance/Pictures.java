package io.flowlet.acceptance;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/**
 * The pictures in {@code docs/images}, written by the tests with {@code -Dflowlet.screenshots=true}: 256 colours, small enough for a
 * repository.
 */
final class Pictures {
    private static final int COLOURS = 256;
    private static final int MOST_BYTES = 150_000;

    private Pictures() {}

    static boolean wanted() {
        return Boolean.getBoolean("flowlet.screenshots");
    }

    static void write(String name, byte[] png) {
        try {
            BufferedImage picture = ImageIO.read(new ByteArrayInputStream(png));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.write(indexed(picture), "png", out);
            if (out.size() > MOST_BYTES) {
                throw new AssertionError(name + " has " + out.size() + " bytes");
            }
            Path folder = Files.createDirectories(Launcher.root().resolve("docs/images"));
            Files.write(folder.resolve(name + ".png"), out.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With the most frequent colours; another one becomes the nearest of them. */
    private static BufferedImage indexed(BufferedImage picture) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        int[] pixels = picture.getRGB(0, 0, width, height, null, 0, width);
        Map<Integer, Integer> counts = new HashMap<>();
        for (int pixel : pixels) {
            counts.merge(pixel & 0xFFFFFF, 1, Integer::sum);
        }
        List<Integer> palette = counts.entrySet().stream()
                .sorted(Map.Entry.<Integer, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(COLOURS)
                .map(Map.Entry::getKey)
                .toList();
        int[] colours = palette.stream().mapToInt(Integer::intValue).toArray();
        Map<Integer, Integer> places = new HashMap<>();
        counts.keySet().forEach(colour -> places.put(colour, nearest(colours, colour)));
        IndexColorModel model =
                new IndexColorModel(8, colours.length, colours, 0, false, -1, java.awt.image.DataBuffer.TYPE_BYTE);
        BufferedImage out = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, model);
        byte[] indexes = new byte[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            indexes[i] = (byte) places.getOrDefault(pixels[i] & 0xFFFFFF, 0).intValue();
        }
        out.getRaster().setDataElements(0, 0, width, height, indexes);
        return out;
    }

    private static int nearest(int[] colours, int colour) {
        int best = 0;
        int least = Integer.MAX_VALUE;
        for (int i = 0; i < colours.length; i++) {
            int red = (colours[i] >> 16 & 0xFF) - (colour >> 16 & 0xFF);
            int green = (colours[i] >> 8 & 0xFF) - (colour >> 8 & 0xFF);
            int blue = (colours[i] & 0xFF) - (colour & 0xFF);
            int distance = red * red + green * green + blue * blue;
            if (distance < least) {
                least = distance;
                best = i;
            }
        }
        return best;
    }
}

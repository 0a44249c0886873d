package io.flowlet.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The icons of the installed app are the mark, drawn by this program; {@code -Dflowlet.generate=true} writes them anew. */
class IconTests {
    private static final Path FOLDER = Path.of("src/main/resources/io/flowlet/client/static");

    @ParameterizedTest
    @CsvSource({"icon-192.png,192,false", "icon-512.png,512,false", "icon-maskable-512.png,512,true"})
    void iconsAreTheMark(String name, int size, boolean maskable) throws IOException {
        BufferedImage drawn = draw(size, maskable);
        if (Boolean.getBoolean("flowlet.generate")) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.write(drawn, "png", out);
            Files.write(FOLDER.resolve(name), out.toByteArray());
        }
        BufferedImage kept = ImageIO.read(FOLDER.resolve(name).toFile());
        assertThat(kept.getWidth()).isEqualTo(size);
        assertThat(kept.getHeight()).isEqualTo(size);
        int middle = size / 2;
        assertThat(kept.getRGB(middle, 1 + size / 10)).isEqualTo(drawn.getRGB(middle, 1 + size / 10));
        // a maskable icon may be cut to a circle: it fills its square
        assertThat(kept.getRGB(0, 0) >>> 24).isEqualTo(maskable ? 0xFF : 0);
    }

    private static BufferedImage draw(int size, boolean maskable) {
        BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_ARGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.scale(size / 32.0, size / 32.0);
        graphics.setColor(new Color(0x3345C4));
        if (maskable) {
            graphics.fillRect(0, 0, 32, 32);
            graphics.translate(4.8, 4.8);
            graphics.scale(0.7, 0.7);
        } else {
            graphics.fill(new RoundRectangle2D.Double(0, 0, 32, 32, 16, 16));
        }
        graphics.setColor(Color.WHITE);
        graphics.setStroke(new BasicStroke(3, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        Path2D waves = new Path2D.Double();
        waves.moveTo(7, 13);
        waves.curveTo(11, 8, 15, 8, 18, 11);
        waves.curveTo(21, 14, 23, 14, 25, 12);
        waves.moveTo(7, 20);
        waves.curveTo(9, 18, 11, 18, 14, 21);
        waves.curveTo(17, 24, 21, 24, 25, 19);
        graphics.draw(waves);
        graphics.dispose();
        return image;
    }
}

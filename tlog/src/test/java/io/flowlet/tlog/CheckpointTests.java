package io.flowlet.tlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CheckpointTests {
    private static final String ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";

    @Test
    void readsTheExampleOfTheSpecification() throws Exception {
        String text = "example.com/behind-the-sofa\n20852163\n" + ROOT + "\n";
        Checkpoint checkpoint = Checkpoint.parse(text);
        assertThat(checkpoint)
                .isEqualTo(new Checkpoint("example.com/behind-the-sofa", 20_852_163, Hash.ofBase64(ROOT)));
        assertThat(checkpoint.text()).isEqualTo(text);
    }

    @Test
    void allowsSpacesInTheOrigin() throws Exception {
        String text = "a log of ours\n1\n" + ROOT + "\n";
        assertThat(Checkpoint.parse(text).origin()).isEqualTo("a log of ours");
    }

    @Test
    void keepsExtensionLines() throws Exception {
        String text = "log\n0\n" + ROOT + "\none\ntwo\n";
        assertThat(Checkpoint.parse(text).extensions()).isEqualTo(List.of("one", "two"));
        assertThat(Checkpoint.parse(text).text()).isEqualTo(text);
    }

    @Test
    void isSignedAsANote() throws Exception {
        NoteSigner signer = NoteSigner.fromSeed("log", new byte[32]);
        Checkpoint checkpoint = new Checkpoint("log", 7, Hash.ofBase64(ROOT));
        SignedNote note = SignedNote.parse(checkpoint.sign(signer).encoded());
        assertThat(note.check(List.of(signer.verifierKey()))).isInstanceOf(SignedNote.Verdict.SignedBy.class);
        assertThat(Checkpoint.of(note)).isEqualTo(checkpoint);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "log\n7\n",
                "log\n7\n" + ROOT,
                "\n7\n" + ROOT + "\n",
                "log\n\n" + ROOT + "\n",
                "log\n07\n" + ROOT + "\n",
                "log\n+7\n" + ROOT + "\n",
                "log\n-7\n" + ROOT + "\n",
                "log\n7 \n" + ROOT + "\n",
                "log\n٧\n" + ROOT + "\n",
                "log\n9223372036854775808\n" + ROOT + "\n",
                "log\n99999999999999999999999\n" + ROOT + "\n",
                "log\n7\nAAAA\n",
                "log\n7\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n",
                "log\n7\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I\n",
                "log\n7\n" + ROOT + "\n\n",
                "log\n7\n" + ROOT + "\n\nextension\n",
            })
    void refusesTextsThatItWouldNotWrite(String text) {
        assertThatThrownBy(() -> Checkpoint.parse(text)).isInstanceOf(Malformed.class);
    }

    @Test
    void refusesOriginsThatAreNotOneLine() throws Exception {
        Hash root = Hash.ofBase64(ROOT);
        assertThatThrownBy(() -> new Checkpoint("two\nlines", 1, root)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Checkpoint("", 1, root)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Checkpoint("log", -1, root)).isInstanceOf(IllegalArgumentException.class);
    }
}

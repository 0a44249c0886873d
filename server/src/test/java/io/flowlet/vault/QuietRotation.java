package io.flowlet.vault;

import static org.assertj.core.api.Assertions.assertThat;

/** A rotation that nobody watches; what it tells must hold together. */
class QuietRotation implements RootRotation.Progress {
    @Override
    public void turned(String former, String kid) {
        assertThat(former).isNotEqualTo(kid);
    }

    @Override
    public void rewrapped(long done, long all) {
        assertThat(done).isLessThanOrEqualTo(all);
    }

    @Override
    public void completed(RootRotation.Rotated rotated) {
        assertThat(rotated.kid()).isNotEmpty();
    }
}

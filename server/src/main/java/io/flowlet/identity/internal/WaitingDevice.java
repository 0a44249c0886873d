package io.flowlet.identity.internal;

import java.util.UUID;

/**
 * A device that waits for what a person says in front of a browser elsewhere.
 *
 * @param id of the grant that may come of it
 * @param userCode as the device shows it
 */
public record WaitingDevice(UUID id, String userCode) {
    /** The code opens the request for whoever has it. */
    @Override
    public String toString() {
        return "WaitingDevice[" + id + "]";
    }
}

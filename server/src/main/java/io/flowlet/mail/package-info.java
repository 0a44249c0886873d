/**
 * Mail to people, over SMTP or, where nobody is to get any, into a folder.
 *
 * <p>Invariants: it leaves over TLS, except to this machine; neither address nor text stands in a log. It keeps nothing and repeats nothing: who sends
 * keeps what is to be sent until it was. Entry point: {@link io.flowlet.mail.Mails}.
 */
@ApplicationModule(allowedDependencies = {"settings"})
@NullMarked
package io.flowlet.mail;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

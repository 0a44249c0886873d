@NullMarked
package io.flowlet.mail;

import org.jspecify.annotations.NullMarked;

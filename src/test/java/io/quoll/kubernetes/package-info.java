/** Holds the manifests in {@code kubernetes/} to the models of Kubernetes and to the program they run. */
@NullMarked
package io.quoll.kubernetes;

import org.jspecify.annotations.NullMarked;

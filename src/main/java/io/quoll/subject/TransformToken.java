package io.quoll.subject;

/** One token of a transform's destination: what it writes for a subject. May write none, or several with dots between. */
interface TransformToken {

    void write(TransformInput subject, TransformOutput out);
}

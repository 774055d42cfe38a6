package io.quoll.http;

import jakarta.inject.Inject;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/**
 * Hands a paced body to the connection. For Quarkus REST the request is over then, so that a stream keeps nothing of it. It would
 * write each item of a {@code Multi} by itself and knows neither heartbeats nor an end.
 */
@Provider
public final class PacedBodyWriter implements ServerMessageBodyWriter<PacedBody> {

    private final OpenStreams streams;

    @Inject
    PacedBodyWriter(OpenStreams streams) {
        this.streams = streams;
    }

    @Override
    public boolean isWriteable(
            Class<?> type, Type genericType, ResteasyReactiveResourceInfo target, MediaType mediaType) {
        return PacedBody.class.isAssignableFrom(type);
    }

    @Override
    public boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return PacedBody.class.isAssignableFrom(type);
    }

    @Override
    public void writeResponse(PacedBody body, Type genericType, ServerRequestContext context) {
        body.begin(streams);
    }

    @Override
    public void writeTo(
            PacedBody body,
            Class<?> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> headers,
            OutputStream out) {
        throw new UnsupportedOperationException("paced bodies are written by the server only");
    }
}

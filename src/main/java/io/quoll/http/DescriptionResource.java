package io.quoll.http;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;

/** The description of the API by OpenAPI, a file that is kept by hand and tested against the paths there are. */
@Path("/v1")
public final class DescriptionResource {

    private static final String FILE = "openapi.json";

    /** For everyone, since it tells nothing that the documentation does not. */
    @GET
    @Path(FILE)
    public Response describe() throws IOException {
        try (InputStream file = DescriptionResource.class.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new IllegalStateException("the program lacks its " + FILE);
            }
            return Response.ok(file.readAllBytes())
                    .type(MediaType.APPLICATION_JSON_TYPE)
                    .build();
        }
    }
}

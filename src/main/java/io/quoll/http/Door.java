package io.quoll.http;

import io.quoll.http.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * The way through which every request comes: it is read, its caller admitted, and whatever fails on the way or behind becomes
 * a problem document. Answers on the request's loop.
 */
@Singleton
public final class Door {

    private final Admission admission;
    private final AccountShares shares;

    @Inject
    Door(Admission admission, AccountShares shares) {
        this.admission = admission;
        this.shares = shares;
    }

    /**
     * @param parameters the parameters the request may have
     * @param handling what answers, on the request's loop
     */
    public Uni<Response> open(
            HttpServerRequest http, Set<String> parameters, BiFunction<ApiRequest, Caller, Uni<Response>> handling) {
        ApiRequest request;
        try {
            request = ApiRequest.of(http, parameters);
        } catch (ProblemException e) {
            return Uni.createFrom().item(Answers.of(e.problem()));
        }
        return admission
                .admit(http)
                .emitOn(request.loop())
                .flatMap(caller -> shares.within(caller.user().account(), () -> handling.apply(request, caller)))
                .onFailure()
                .recoverWithItem(failure -> Answers.of(Failures.problemOf(failure)))
                .emitOn(request.loop());
    }
}

package io.quoll.http.stored;

import io.quoll.http.ApiRequest;

/** Names in the path that become tokens of a subject, and so must not be more or less than one. */
public final class Names {

    private Names() {}

    /**
     * @param index of the path's part, 0 for what follows {@code /v1}
     * @param what it names, for whoever gave a wrong one
     */
    public static String of(ApiRequest request, int index, String what) {
        return checked(request.part(index), what);
    }

    /** The name, if it is one. */
    public static String checked(String name, String what) {
        boolean isToken =
                !name.isEmpty() && name.chars().allMatch(c -> c > ' ' && c != 127 && c != '.' && c != '*' && c != '>');
        if (!isToken) {
            throw ApiRequest.bad(what, "must be a name without dots, stars, > and spaces, not '" + name + "'");
        }
        return name;
    }
}

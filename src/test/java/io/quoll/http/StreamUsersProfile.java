package io.quoll.http;

/** Users of two accounts with streams, one of whom may do only a little with one of them. */
public class StreamUsersProfile extends ConfiguredProfile {

    public StreamUsersProfile() {
        super("""
                accounts {
                  A {
                    jetstream: enabled
                    users: [
                      { user: owner, password: owner }
                      { user: clerk, password: clerk, permissions: { publish: { allow: [
                        "$JS.API.CONSUMER.CREATE.JOBS.http.jobs.public",
                        "$JS.API.CONSUMER.MSG.NEXT.JOBS.work", "$JS.ACK.JOBS.work.>"
                      ] } } }
                    ]
                  }
                  B { jetstream: enabled, users: [ { user: stranger, password: stranger } ] }
                }
                """);
    }
}

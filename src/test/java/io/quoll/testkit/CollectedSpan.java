package io.quoll.testkit;

import java.util.Map;

/**
 * A span as it came to the collector.
 *
 * @param parentId empty where it is the first of its trace
 * @param attributes texts and numbers
 * @param error what has gone wrong, empty if nothing has
 */
public record CollectedSpan(
        String traceId,
        String spanId,
        String parentId,
        String name,
        Map<String, Object> attributes,
        String error,
        Map<String, Object> resource) {}

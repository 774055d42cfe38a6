package io.quoll.testkit;

import java.util.List;
import java.util.Map;

/**
 * A span as it came to the collector.
 *
 * @param parentId empty where it is the first of its trace
 * @param links the steps it follows from besides its parent
 * @param attributes texts and numbers
 * @param error what has gone wrong, empty if nothing has
 */
public record CollectedSpan(
        String traceId,
        String spanId,
        String parentId,
        String name,
        List<String> links,
        Map<String, Object> attributes,
        String error,
        Map<String, Object> resource) {}

package io.quoll.storage.segment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.storage.segment.SubjectIndex.SubjectEntry;
import org.junit.jupiter.api.Test;

class SubjectTableTest {

    private static final long UPPER = 0xABCD_1234L << 32;

    private final SubjectTable table = new SubjectTable();
    private final SubjectKey found = new SubjectKey();

    private static SubjectKey key(String subject, long hash) {
        SubjectKey key = SubjectKey.of(subject.getBytes(UTF_8));
        return key.on(key.buffer(), key.at(), key.length(), hash);
    }

    @Test
    void shouldFindASubjectByTheUpperHalfOfItsHash() {
        // given
        for (int i = 0; i < 1_000; i++) {
            SubjectKey key = SubjectKey.of(("subject." + i).getBytes(UTF_8));
            table.added(key, i + 1);
        }
        SubjectKey wanted = SubjectKey.of("subject.123".getBytes(UTF_8));

        // when
        boolean isFound = table.byHash(wanted.hash() & -1L << 32, found);

        // then
        assertThat(isFound).isTrue();
        assertThat(found.copy()).isEqualTo(wanted.copy());
        assertThat(found.hash()).isEqualTo(wanted.hash());
        SubjectEntry entry = new SubjectEntry();
        assertThat(table.find(found, entry)).isTrue();
        assertThat(entry.first()).isEqualTo(124);
    }

    @Test
    void shouldNotChooseAmongSubjectsThatShareTheUpperHalf() {
        // given
        table.added(key("a", UPPER | 1), 1);
        table.added(key("b", UPPER | 2), 2);

        // when
        boolean isFound = table.byHash(UPPER, found);
        table.removed(key("a", UPPER | 1), new LiveSet(1));
        boolean isFoundAlone = table.byHash(UPPER, found);

        // then
        assertThat(isFound).isFalse();
        assertThat(isFoundAlone).isTrue();
        assertThat(new String(found.copy(), UTF_8)).isEqualTo("b");
    }

    @Test
    void shouldFindNoneWhereThereIsNone() {
        // given
        table.added(key("a", UPPER | 1), 1);

        // when
        boolean isFound = table.byHash(UPPER + (1L << 32), found);

        // then
        assertThat(isFound).isFalse();
    }
}

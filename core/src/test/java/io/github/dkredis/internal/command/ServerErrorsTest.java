package io.github.dkredis.internal.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The code of an error reply, whichever server words it. */
class ServerErrorsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                // plain commands: 6.2, then 7.0 and later
                "NOPERM this user has no permissions to run the 'set' command or its subcommand",
                "NOPERM this user has no permissions to access one of the keys used as arguments",
                "NOPERM User limited has no permissions to run the 'set' command",
                "NOPERM No permissions to access a key",
                "NOPERM No permissions to access a channel",
                // inside a script, 6.2
                "ERR Error running script (call to f_c3a8): @user_script:1: @user_script: 1: -NOPERM User x may not",
                "ERR Error running script (call to f_c3a8): @user_script:1: @user_script: 1:"
                        + " The user executing the script can't run this command or subcommand",
                // inside a script, 7.0
                "ERR The user executing the script can't run this command or subcommand script: c3a8,"
                        + " on @user_script:1.",
                "ERR The user executing the script can't access at least one of the keys mentioned in the command"
                        + " arguments script: c3a8, on @user_script:1.",
                "The user executing the script can't publish to the channel mentioned in the command",
                // inside a script, Redis 7.2 and newer, Valkey
                "ERR ACL failure in script: User x has no permissions to run the 'set' command script: c3a8,"
                        + " on @user_script:1.",
                "ERR ACL failure in script: User x has no permissions to access the 'k' key script: c3a8,"
                        + " on @user_script:1.",
                "ERR ACL failure in script: User x has no permissions to access the 'dkredis:inbox:1' channel",
                "ERR ACL failure in script: No permissions to access a key script: c3a8, on @user_script:12.",
                "ERR ACL failure in script: No permissions to access database",
                "ACL failure in script: User x has no permissions to run the 'set' command",
            })
    void code_refusalByAcl_isNoperm(String error) {
        assertThat(ServerErrors.code(error)).isEqualTo("NOPERM");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "OOM command not allowed when used memory > 'maxmemory'. script: c3a8, on @user_script:1. | OOM",
                "ERR Error running script (call to f_c3a8): @user_script:1: @user_script: 1: -OOM command not allowed | OOM",
                "WRONGTYPE Operation against a key holding the wrong kind of value script: c3a8 | WRONGTYPE",
                "ERR value is not an integer or out of range | ERR",
                "ERR user_script:1: ACL failure in scripts are another matter | ERR",
            })
    void code_otherError_isItsFirstWord(String error, String code) {
        assertThat(ServerErrors.code(error)).isEqualTo(code);
    }

    @Test
    void code_textWithoutACode_isErr() {
        assertThat(ServerErrors.code("no code at all")).isEqualTo("ERR");
    }
}

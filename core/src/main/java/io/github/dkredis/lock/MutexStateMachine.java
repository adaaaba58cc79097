package io.github.dkredis.lock;

import io.github.dkredis.lock.MutexEffect.Abandon;
import io.github.dkredis.lock.MutexEffect.LoseLease;
import io.github.dkredis.lock.MutexEffect.ReleaseKey;
import io.github.dkredis.lock.MutexEffect.Retire;
import io.github.dkredis.lock.MutexEvent.ClientClosed;
import io.github.dkredis.lock.MutexEvent.Replied;
import io.github.dkredis.lock.MutexState.Idle;
import io.github.dkredis.lock.MutexState.Owned;

/**
 * The state machine of one lock in one client, as a pure function: it has no clock, no connection and no thread.
 *
 * <table>
 * <caption>Events by state; an empty cell means that nothing changes</caption>
 * <tr><th></th><th>Idle</th><th>Asking</th><th>Queued</th><th>Verifying</th><th>Owned</th></tr>
 * <tr><td>CallerJoined</td><td>ask: Asking</td><td></td><td></td><td></td><td></td></tr>
 * <tr><td>CallerLeft, and no caller is left</td><td></td><td></td><td>abandon: Idle</td><td></td><td></td></tr>
 * <tr><td>Replied: Granted</td><td>abandon the token</td><td>grant: Owned</td><td>grant: Owned</td>
 *     <td>grant: Owned</td><td></td></tr>
 * <tr><td>Replied: Taken</td><td></td><td>Queued; the caller that does not wait is refused: ask, or Idle</td>
 *     <td>next poll: Queued</td><td>Queued</td><td></td></tr>
 * <tr><td>Replied: TooLate, NotOwned</td><td></td><td>ask: Asking</td><td>ask: Queued</td><td></td><td></td></tr>
 * <tr><td>Replied: Failed</td><td></td><td>callers fail, abandon: Idle</td><td>poll again: Queued</td><td></td>
 *     <td></td></tr>
 * <tr><td>Glanced</td><td></td><td></td><td>next poll, or ask: Queued</td><td></td><td></td></tr>
 * <tr><td>HandedOver</td><td></td><td>grant: Owned; if it may be stale, renew: Verifying</td><td>as Asking</td>
 *     <td></td><td></td></tr>
 * <tr><td>OthersWait</td><td></td><td>note it</td><td>note it</td><td>note it</td><td>the turn is limited</td></tr>
 * <tr><td>TakenAway</td><td></td><td>abandon, new token, ask: Asking</td><td>as Asking</td><td>as Asking</td>
 *     <td>lose the lease, abandon; ask: Asking, or Idle</td></tr>
 * <tr><td>RenewalEnded: RENEWED</td><td></td><td></td><td></td><td>grant: Owned</td><td>later deadline</td></tr>
 * <tr><td>RenewalEnded: NOT_OWNED</td><td></td><td></td><td></td><td>new token, ask: Asking</td>
 *     <td>as TakenAway</td></tr>
 * <tr><td>RenewalEnded: FAILED</td><td></td><td></td><td></td><td>poll: Queued</td><td>renew again soon</td></tr>
 * <tr><td>LeaseReleased</td><td></td><td></td><td></td><td></td><td>pass on: Owned; or release the key: Asking if
 *     callers wait, else Idle</td></tr>
 * <tr><td>LeaseKept</td><td></td><td></td><td></td><td></td><td>keep the key; ask: Asking, or Idle</td></tr>
 * <tr><td>RenewalRequested</td><td></td><td></td><td></td><td></td><td>renew</td></tr>
 * <tr><td>TimerFired</td><td></td><td></td><td>poll if it is due</td><td></td><td>renew; or lose the lease, and
 *     pass on, release or ask</td></tr>
 * <tr><td>PushOpened, PushLost</td><td></td><td></td><td>poll in the other mode</td><td></td><td>the turn is
 *     limited</td></tr>
 * <tr><td>Reconnected</td><td></td><td></td><td>poll</td><td></td><td>renew</td></tr>
 * <tr><td>ClientClosed</td><td></td><td>abandon: Idle</td><td>abandon: Idle</td><td>abandon: Idle</td>
 *     <td>lose the lease, release the key: Idle</td></tr>
 * </table>
 *
 * <p>Replies and messages that speak of another token than the state's are about the past. If such a token may own the
 * key, it is abandoned, because nothing else would ever release it.
 */
final class MutexStateMachine {

    private MutexStateMachine() {}

    static Transition next(MutexState state, MutexEvent event, Situation situation) {
        if (event instanceof Replied replied && !replied.request().token().equals(state.token())) {
            boolean mayOwn = replied.repeated() || replied.reply() instanceof MutexReply.Granted;
            return mayOwn ? Transition.to(state, new Abandon(replied.request().token())) : Transition.to(state);
        } else if (event instanceof ClientClosed) {
            return closed(state, situation);
        } else if (state instanceof Owned owned) {
            return Ownership.next(owned, event, situation);
        }
        return Acquisition.next(state, event, situation);
    }

    private static Transition closed(MutexState state, Situation situation) {
        if (state instanceof Idle) {
            return Transition.to(state);
        } else if (state instanceof Owned owned) {
            return Transition.to(
                    MutexState.IDLE,
                    new LoseLease(),
                    new ReleaseKey(owned.token(), owned.fences().next() - 1, null, situation.waitMode()),
                    new Retire());
        }
        return Transition.to(MutexState.IDLE, new Abandon(state.token()), new Retire());
    }
}

using System.Runtime.CompilerServices;
using HostedRuntime.Time;
using HostedRuntime.Waiting;

namespace HostedRuntime;

/// <summary>
/// Waits for a time by the clock of the current runtime; off the runtime by the system's clock. On a runtime nothing here needs the
/// ThreadPool, and the code after a wait goes on as part of its task. Any thread.
/// </summary>
/// <remarks>
/// The resolution is 1 ms, rounded up: no wait ends early, by any clock. Negative times are interpreted as in the BCL. Above -1 ms they are
/// zero, and from -1 ms to above -2 ms infinite.
/// </remarks>
public static class AsyncTime
{
    /// <summary>Waits for a time. Allocates nothing at steady state.</summary>
    /// <param name="delay">The time to wait. With zero the call completes at once. If it is infinite or beyond 146 years, only the token or
    /// an abort ends the wait.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A ValueTask to await once.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delay"/> is -2 ms or less.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired, or the task was aborted.</exception>
    public static ValueTask SleepAsync(TimeSpan delay, CancellationToken cancellationToken = default)
    {
        delay = DelayArgument.Checked(delay, nameof(delay));
        return SleepCheckedAsync(delay, cancellationToken);
    }

    /// <summary>
    /// Waits until a time of day. The clock is read once, at the call, so a clock that is set forward or back meanwhile changes nothing.
    /// </summary>
    /// <param name="due">The time of day. If it has passed, the call completes at once.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A ValueTask to await once.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired, or the task was aborted.</exception>
    public static ValueTask SleepUntilAsync(DateTimeOffset due, CancellationToken cancellationToken = default) => SleepCheckedAsync(DelayArgument.Until(due), cancellationToken);

    /// <summary>Runs a body with a time limit. When the time is over, fires the body's token and waits for the body to end.</summary>
    /// <param name="timeout">The time limit, from the call on. Infinite means no limit.</param>
    /// <param name="body">The body. Its token fires when the time is over or <paramref name="cancellationToken"/> fires.</param>
    /// <param name="cancellationToken">
    /// Cancels the body. On a runtime pass the token of the task, so that an abort also ends awaits of other libraries.
    /// </param>
    /// <returns>A Task with the outcome of the body.</returns>
    /// <exception cref="TimeoutException">The time was over and the body ended as cancelled.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is -2 ms or less.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired, or the task was aborted.</exception>
    /// <remarks>
    /// <para>Nothing of the body runs on after the end of this call. If the body still ends with a result, or is ready at once, the result
    /// counts, even if the timeout is zero.</para>
    /// <para>The semantics are those of tokio's <c>timeout</c>: nothing interrupts the body before its first wait. When the time is over,
    /// tokio drops the body. .NET cannot do that, so this method fires the body's token and waits for the body to end. A body that ignores
    /// its token delays the result. The timeout never fires early.</para>
    /// </remarks>
    public static Task TimeoutAsync(TimeSpan timeout, Func<CancellationToken, Task> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        timeout = DelayArgument.Checked(timeout, nameof(timeout));
        return TimeoutCall.RunAsync(timeout, body, cancellationToken);
    }

    /// <inheritdoc cref="TimeoutAsync(TimeSpan, Func{CancellationToken, Task}, CancellationToken)"/>
    /// <typeparam name="T">The result type of the body.</typeparam>
    [OverloadResolutionPriority(1)]
    public static Task<T> TimeoutAsync<T>(TimeSpan timeout, Func<CancellationToken, Task<T>> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        timeout = DelayArgument.Checked(timeout, nameof(timeout));
        return TimeoutCall.RunAsync(timeout, body, cancellationToken);
    }

    /// <summary>Runs a body until a time of day. The clock is read once, at the call. Otherwise as <c>TimeoutAsync</c>.</summary>
    /// <param name="due">The time of day at which the time is over.</param>
    /// <inheritdoc cref="TimeoutAsync(TimeSpan, Func{CancellationToken, Task}, CancellationToken)"/>
#pragma warning disable CS1573 // Inherited.
    public static Task TimeoutAtAsync(DateTimeOffset due, Func<CancellationToken, Task> body, CancellationToken cancellationToken = default)
        => TimeoutAsync(DelayArgument.Until(due), body, cancellationToken);

    /// <inheritdoc cref="TimeoutAtAsync(DateTimeOffset, Func{CancellationToken, Task}, CancellationToken)"/>
    /// <typeparam name="T">The result type of the body.</typeparam>
    [OverloadResolutionPriority(1)]
    public static Task<T> TimeoutAtAsync<T>(DateTimeOffset due, Func<CancellationToken, Task<T>> body, CancellationToken cancellationToken = default)
        => TimeoutAsync(DelayArgument.Until(due), body, cancellationToken);
#pragma warning restore CS1573

    private static ValueTask SleepCheckedAsync(TimeSpan delay, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return CanceledWait.Of(cancellationToken);
        if (delay == TimeSpan.Zero)
            return Budget.TrySpend() ? default : ForcedYield<Unit>.AfterPlain(0, static (_, _) => default, cancellationToken);
        var timers = TimerSource.Current;
        return SleepWait.Start(timers, timers.After(timers.Now, delay), cancellationToken);
    }
}

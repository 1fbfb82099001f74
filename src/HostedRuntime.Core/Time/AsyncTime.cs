using System.Runtime.CompilerServices;
using HostedRuntime.Time;
using HostedRuntime.Waiting;

namespace HostedRuntime;

/// <summary>
/// Waiting for a time, by the current runtime's clock; off the runtime by the system's. On a runtime nothing here needs the ThreadPool, and the
/// code goes on as part of its task. Thread-safe.
/// </summary>
/// <remarks>
/// The resolution is 1 ms, rounded up: nothing ends early, by any clock. Negative times are read as the BCL reads them: above -1 ms zero,
/// from -1 ms to above -2 ms infinite.
/// </remarks>
public static class AsyncTime
{
    /// <summary>Waits for so long. Allocates nothing at steady state.</summary>
    /// <param name="delay">Zero: ready at once. Infinite, or beyond 146 years: only the token or an abort ends it.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>To be awaited once.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delay"/> is -2 ms or less.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> fired, or the task was aborted.</exception>
    public static ValueTask SleepAsync(TimeSpan delay, CancellationToken ct = default)
    {
        delay = Delay.Checked(delay, nameof(delay));
        return SleepCheckedAsync(delay, ct);
    }

    /// <summary>Waits until a time of day. The clock is read once, at the call: one that is put forward or back meanwhile changes nothing.</summary>
    /// <param name="due">The time; one that has passed is ready at once.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>To be awaited once.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> fired, or the task was aborted.</exception>
    public static ValueTask SleepUntilAsync(DateTimeOffset due, CancellationToken ct = default) => SleepCheckedAsync(Delay.Until(due), ct);

    /// <summary>
    /// Runs a body that gets so long. When the time is over its token fires, and it is waited for: nothing of it runs on after this method. A
    /// body that ends with a result all the same, or is ready at once, has won, with a time of zero too.
    /// </summary>
    /// <param name="timeout">From the call on. Infinite: no limit.</param>
    /// <param name="body">Gets a token that fires when the time is over, or <paramref name="ct"/> does.</param>
    /// <param name="ct">Ends the body. On a runtime pass the task's own, so that an abort reaches awaits that are not ours.</param>
    /// <returns>The body's end.</returns>
    /// <exception cref="TimeoutException">The time was over and the body ended cancelled.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is -2 ms or less.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> fired, or the task was aborted.</exception>
    /// <remarks>
    /// Semantics are tokio's <c>timeout</c>: until the body waits for the first time nothing interrupts it. When the time is over, tokio drops the
    /// body. .NET cannot do that, so this method fires the body's token and waits for the body to end. A body that ignores its token delays the
    /// result. The timeout never fires early.
    /// </remarks>
    public static Task TimeoutAsync(TimeSpan timeout, Func<CancellationToken, Task> body, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        timeout = Delay.Checked(timeout, nameof(timeout));
        return TimeoutCall.RunAsync(timeout, body, ct);
    }

    /// <inheritdoc cref="TimeoutAsync(TimeSpan, Func{CancellationToken, Task}, CancellationToken)"/>
    /// <typeparam name="T">What the body returns.</typeparam>
    [OverloadResolutionPriority(1)]
    public static Task<T> TimeoutAsync<T>(TimeSpan timeout, Func<CancellationToken, Task<T>> body, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        timeout = Delay.Checked(timeout, nameof(timeout));
        return TimeoutCall.RunAsync(timeout, body, ct);
    }

    /// <summary>The same up to a time of day; the clock is read once, at the call.</summary>
    /// <param name="due">When the time is over.</param>
    /// <inheritdoc cref="TimeoutAsync(TimeSpan, Func{CancellationToken, Task}, CancellationToken)"/>
#pragma warning disable CS1573 // Inherited.
    public static Task TimeoutAtAsync(DateTimeOffset due, Func<CancellationToken, Task> body, CancellationToken ct = default)
        => TimeoutAsync(Delay.Until(due), body, ct);

    /// <inheritdoc cref="TimeoutAtAsync(DateTimeOffset, Func{CancellationToken, Task}, CancellationToken)"/>
    /// <typeparam name="T">What the body returns.</typeparam>
    [OverloadResolutionPriority(1)]
    public static Task<T> TimeoutAtAsync<T>(DateTimeOffset due, Func<CancellationToken, Task<T>> body, CancellationToken ct = default)
        => TimeoutAsync(Delay.Until(due), body, ct);
#pragma warning restore CS1573

    private static ValueTask SleepCheckedAsync(TimeSpan delay, CancellationToken ct)
    {
        if (ct.IsCancellationRequested)
            return CanceledWait.Of(ct);
        if (delay == TimeSpan.Zero)
            return Budget.TrySpend() ? default : ForcedYield<Nothing>.AfterPlain(0, static (_, _) => default, ct);
        var alarms = Alarms.Current;
        return SleepWait.Start(alarms, alarms.After(alarms.Now, delay), ct);
    }
}

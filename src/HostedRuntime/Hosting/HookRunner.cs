using System.Runtime.ExceptionServices;
using HostedRuntime.Configuration;
using HostedRuntime.Diagnostics;
using Microsoft.Extensions.Logging;

namespace HostedRuntime.Hosting;

/// <summary>
/// Runs one hook as a task of the runtime, within its time. When that is over, or the caller's token fires, the hook's token fires;
/// then the hook is aborted; then it is left behind.
/// </summary>
internal sealed class HookRunner(IRuntimeHandle runtime, LiveOptions options, TimeProvider clock, ILogger logger, Overtime overtime)
{
    // What a hook has to clean up in after its token fired, and once more after its abort. Picked by hand.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(1);

    /// <summary>The same on another handle of the same runtime.</summary>
    public HookRunner On(IRuntimeHandle handle) => new(handle, options, clock, logger, overtime);

    /// <summary>Runs the hook on the runtime.</summary>
    /// <exception cref="TimeoutException">It took too long; its own exception, if it has one, is the inner one.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> fired and the hook did not end well all the same, or the hook threw it.</exception>
    public Task RunAsync(string name, Func<CancellationToken, Task> hook, CancellationToken ct) => RunAsync(name, OnRuntime(name, hook), ct);

    /// <summary>
    /// Runs the hook on the runtime, or off it when it cannot begin there: also when a fault has ended the runtime, or every
    /// worker is stuck, its plugins are told and stopped.
    /// </summary>
    /// <inheritdoc cref="RunAsync(string, Func{CancellationToken, Task}, CancellationToken)"/>
    public async Task RunAnywhereAsync(string name, Func<CancellationToken, Task> hook, CancellationToken ct)
    {
        var isTaken = false;
        if (runtime is not IRuntime { State: not RuntimeState.Running })
        {
            try
            {
                await RunAsync(name, OnRuntime(name, own => TryTake() ? hook(own) : Task.CompletedTask), ct).ConfigureAwait(false);
                return;
            }
            catch (Exception) when (TryTake())
            {
                // It never began.
            }
        }

        await RunAsync(name, OffRuntime(hook), ct).ConfigureAwait(false);

        // One of the two runs it, also when the task that was given up comes to run after all.
        bool TryTake() => !Interlocked.Exchange(ref isTaken, true);
    }

    /// <summary>What is asked of every hook.</summary>
    public static Task Check(Task? hook) => hook ?? throw new InvalidOperationException("The hook returned null where a Task was due.");

    private async Task RunAsync(string name, Func<CancellationToken, HookCall> start, CancellationToken ct)
    {
        var timeout = options.Current.PluginTimeout;
        // Not disposed: a hook that is left behind still holds its token.
        var stop = new CancellationTokenSource();
        // Not by the runtime's timers, whose callbacks run on it: the hook may be what it is stuck in.
        using var time = new CancellationTokenSource(timeout, clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(time.Token, ct);

        var call = start(stop.Token);
        if (!await EndsAsync(call, limit.Token).ConfigureAwait(false))
        {
            var ended = await EndsAfterStopAsync(call, stop, time.IsCancellationRequested ? CancellationToken.None : ct).ConfigureAwait(false);
            var thrown = call.Task.Exception?.InnerException;
            if (!ended)
                LogLateEnd(name, call.Task);
            if (!time.IsCancellationRequested)
            {
                // Not hidden behind the cancellation: it may be what the caller was cancelled for, as in a layer where two fail at once.
                if (thrown is not null and not OperationCanceledException)
                    ExceptionDispatchInfo.Throw(thrown);
                // Nor is an end that was good: what it began has to be stopped.
                if (call.Task.IsCompletedSuccessfully)
                    return;
                throw new OperationCanceledException(
                    $"its caller's token fired before it ended: the time of the host was over, or the start or stop was cancelled.{(ended ? "" : " It ignores its token and the abort, and still runs.")}",
                    call.Task.IsCompleted ? thrown : null,
                    ct);
            }

            throw new TimeoutException(
                $"it did not end within {timeout}{(ended ? "." : ", ignores its token and the abort, and still runs.")}",
                thrown);
        }

        await call.Task.ConfigureAwait(false);
    }

    private Func<CancellationToken, HookCall> OnRuntime(string name, Func<CancellationToken, Task> hook) => stop =>
    {
        var handle = runtime.Spawn(
            async own =>
            {
                using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, own);
                // Captured, so that the hook's end is this task's end without a detour over the ThreadPool.
                await Check(hook(either.Token)).ConfigureAwait(true);
            },
            new SpawnOptions { Name = name, SuppressFlow = true });
        return new HookCall(handle.AsTask(), handle.Abort);
    };

    private static Func<CancellationToken, HookCall> OffRuntime(Func<CancellationToken, Task> hook) => stop =>
    {
        using (ExecutionContext.SuppressFlow())
            return new HookCall(Task.Run(() => Check(hook(stop)), CancellationToken.None), static () => { });
    };

    /// <param name="call">The hook.</param>
    /// <param name="stop">The source of its token.</param>
    /// <param name="fired">The caller's token if that has fired: then the grace is one for all hooks that it was given to.</param>
    private async Task<bool> EndsAfterStopAsync(HookCall call, CancellationTokenSource stop, CancellationToken fired)
    {
        // On the ThreadPool, both: callbacks on the hook's token are its own code, and may block.
        _ = stop.CancelAsync();
        if (await EndsAsync(call, Grace(2) / 2).ConfigureAwait(false))
            return true;
        _ = Task.Run(call.Abort, CancellationToken.None);
        return await EndsAsync(call, Grace(1)).ConfigureAwait(false);

        TimeSpan Grace(int parts) => fired.CanBeCanceled ? overtime.Grant(s_grace * 2, fired) : s_grace * parts;
    }

    private async Task<bool> EndsAsync(HookCall call, TimeSpan within)
    {
        using var limit = new CancellationTokenSource(within, overtime.Clock);
        return await EndsAsync(call, limit.Token).ConfigureAwait(false);
    }

    private static async Task<bool> EndsAsync(HookCall call, CancellationToken until)
    {
        await call.Task.WaitAsync(until).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return call.Task.IsCompleted;
    }

    private void LogLateEnd(string name, Task task)
        => task.ContinueWith(
            ended => logger.HookEndedLate(name, ended.Exception?.InnerException),
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default);

    private readonly record struct HookCall(Task Task, Action Abort);
}

using System.Runtime.ExceptionServices;
using HostedRuntime.Configuration;
using HostedRuntime.Diagnostics;
using Microsoft.Extensions.Logging;

namespace HostedRuntime.Plugins;

/// <summary>
/// Runs one hook as a task of the runtime, with a timeout. When the timeout has elapsed, or the caller's token fires, the hook's token
/// fires. If the hook does not end then, it is aborted. If it still does not end, it is left running.
/// </summary>
internal sealed class HookRunner(IRuntimeHandle runtime, LiveOptions options, TimeProvider clock, ILogger logger, Overtime overtime)
{
    // The time that a hook has for its cleanup after its token fired, and again after its abort. Picked by hand.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(1);

    /// <summary>Returns a runner with the same settings for another handle of the same runtime.</summary>
    public HookRunner On(IRuntimeHandle handle) => new(handle, options, clock, logger, overtime);

    /// <summary>Runs the hook on the runtime.</summary>
    /// <exception cref="TimeoutException">The hook took too long. Its own exception, if it threw one, is the inner exception.</exception>
    /// <exception cref="OperationCanceledException">
    /// <paramref name="ct"/> fired and the hook did not complete nevertheless, or the hook threw it.
    /// </exception>
    public Task RunAsync(string name, Func<CancellationToken, Task> hook, CancellationToken ct) => RunAsync(name, OnRuntime(name, hook), ct);

    /// <summary>
    /// Runs the hook on the runtime or, if it cannot begin there, off the runtime. So plugins are notified and stopped even if a fault has
    /// ended the runtime, or every worker is stuck.
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
                // The hook never began on the runtime.
            }
        }

        await RunAsync(name, OffRuntime(name, hook), ct).ConfigureAwait(false);

        // Exactly one of the two runs the hook, even if the abandoned task runs later.
        bool TryTake() => !Interlocked.Exchange(ref isTaken, true);
    }

    /// <summary>Checks that a hook has returned a Task.</summary>
    public static Task Check(Task? hook) => hook ?? throw new InvalidOperationException("The hook returned null where a Task was due.");

    private async Task RunAsync(string name, Func<CancellationToken, RunningHook> start, CancellationToken ct)
    {
        var timeout = options.Current.PluginTimeout;
        // Not disposed, because a hook that is left running still uses its token.
        var stop = new CancellationTokenSource();
        // Not a timer of the runtime, whose callbacks run on the runtime: the hook may be blocking it.
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
                // A failure of the hook is not hidden behind the cancellation. It may be a cause of that, because two hooks of a layer may
                // fail at once.
                if (thrown is not null and not OperationCanceledException)
                    ExceptionDispatchInfo.Throw(thrown);
                // A completion is not hidden either, because the caller has to stop what the hook has started.
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

    private Func<CancellationToken, RunningHook> OnRuntime(string name, Func<CancellationToken, Task> hook) => stop =>
    {
        var handle = runtime.Spawn(
            async own =>
            {
                using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, own);
                // Captures the context, so that the hook's end resumes this task directly and not by the ThreadPool.
                await Check(hook(either.Token)).ConfigureAwait(true);
            },
            new SpawnOptions { Name = name, SuppressFlow = true });
        return new RunningHook(handle.AsTask(), handle.Abort);
    };

    private Func<CancellationToken, RunningHook> OffRuntime(string name, Func<CancellationToken, Task> hook) => stop =>
    {
        using (ExecutionContext.SuppressFlow())
            return new RunningHook(Task.Run(() => HookSpan.RunAsync(runtime.Name, name, () => Check(hook(stop))), CancellationToken.None), static () => { });
    };

    /// <summary>Fires the token of a hook, aborts the hook if it does not end, and waits for its end each time.</summary>
    /// <param name="call">The hook.</param>
    /// <param name="stop">The source of its token.</param>
    /// <param name="fired">The caller's token if it has fired. Then all hooks that got this token share one grace period.</param>
    /// <returns>True if the hook has ended; otherwise false.</returns>
    private async Task<bool> EndsAfterStopAsync(RunningHook call, CancellationTokenSource stop, CancellationToken fired)
    {
        // Cancels and aborts on the ThreadPool, because callbacks that the hook has registered with its token may block.
        _ = stop.CancelAsync();
        if (await EndsAsync(call, Grace(2) / 2).ConfigureAwait(false))
            return true;
        _ = Task.Run(call.Abort, CancellationToken.None);
        return await EndsAsync(call, Grace(1)).ConfigureAwait(false);

        TimeSpan Grace(int parts) => fired.CanBeCanceled ? overtime.Grant(s_grace * 2, fired) : s_grace * parts;
    }

    private async Task<bool> EndsAsync(RunningHook call, TimeSpan within)
    {
        using var limit = new CancellationTokenSource(within, overtime.Clock);
        return await EndsAsync(call, limit.Token).ConfigureAwait(false);
    }

    private static async Task<bool> EndsAsync(RunningHook call, CancellationToken until)
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

    private readonly record struct RunningHook(Task Task, Action Abort);
}

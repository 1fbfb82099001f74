using System.Runtime.CompilerServices;
using HostedRuntime.Groups;
using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime;

/// <summary>
/// Runs tasks that cannot outlive the call: scopes, races, and all of several bodies. Each method returns when all of its tasks have ended.
/// Thread-safe.
/// </summary>
/// <remarks>
/// <para>If the token fires or the waiting task is aborted, the tasks are aborted and waited for. Then the call throws
/// <see cref="OperationCanceledException"/>. A second abort of the waiting task aborts the tasks a second time.</para>
/// <para>If several tasks failed, the returned Task holds all exceptions, the first failure first, and await throws the first. This is as
/// in <see cref="Task.WhenAll(Task[])"/>.</para>
/// </remarks>
public static partial class TaskScopes
{
    private static readonly TaskScopeOptions s_noLimits = new();

    /// <summary>
    /// Runs a body that spawns children into its scope, and waits for the body and all children. If one of them fails, all others are
    /// aborted.
    /// </summary>
    /// <param name="handle">The runtime to run on.</param>
    /// <param name="body">The body to run, as a task of the runtime. The scope does not end with it but with its last child.</param>
    /// <param name="options">The options. Null for no limit, no deadline and no name.</param>
    /// <param name="cancellationToken">Cancels the scope.</param>
    /// <param name="file">Where the scope is; filled in by the compiler. Only the file's name is kept.</param>
    /// <param name="line">The line there; filled in by the compiler.</param>
    /// <returns>A Task that ends after the body and every child.</returns>
    /// <exception cref="OperationCanceledException">
    /// The token fired, the waiting task was aborted, the runtime ends, or the body ended in the scope's own cancellation.
    /// </exception>
    /// <exception cref="TimeoutException">The deadline passed before all of the work was done.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public static Task RunScopeAsync(
        this IRuntimeHandle handle, Func<TaskScope, Task> body, TaskScopeOptions? options = null, CancellationToken cancellationToken = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        options = Check(handle, body, options);
        if (cancellationToken.IsCancellationRequested)
            return CanceledWait.Of(cancellationToken).AsTask();
        var scope = Open(handle, options);
        return RunAsync(handle, scope, new TaskBody(scope.Group.Owner, () => body(scope), NameOf(options), new SpawnSite(file, line)), static _ => default(Unit), options, cancellationToken);
    }

    /// <inheritdoc cref="RunScopeAsync(IRuntimeHandle, Func{TaskScope, Task}, TaskScopeOptions?, CancellationToken, string, int)"/>
    /// <returns>The result of the body, after every child has ended.</returns>
    [OverloadResolutionPriority(1)]
    public static Task<T> RunScopeAsync<T>(
        this IRuntimeHandle handle, Func<TaskScope, Task<T>> body, TaskScopeOptions? options = null, CancellationToken cancellationToken = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        options = Check(handle, body, options);
        if (cancellationToken.IsCancellationRequested)
            return CanceledWait.Of<T>(cancellationToken).AsTask();
        var scope = Open(handle, options);
        return RunAsync(
            handle, scope, new TaskBody<T>(scope.Group.Owner, () => body(scope), NameOf(options), new SpawnSite(file, line)), static task => ((JoinHandle<T>)task).Result!, options, cancellationToken);
    }

    private static TaskScopeOptions Check(IRuntimeHandle handle, Delegate body, TaskScopeOptions? options)
    {
        ArgumentNullException.ThrowIfNull(handle);
        ArgumentNullException.ThrowIfNull(body);
        options ??= s_noLimits;
        options.Check();
        return options;
    }

    private static SpawnOptions NameOf(TaskScopeOptions options) => new() { Name = options.Name };

    private static TaskScope Open(IRuntimeHandle handle, TaskScopeOptions options)
        => new(new TaskScopeGroup(IOwningHandle.OwnerOf(handle), options.MaxConcurrency ?? int.MaxValue, options.Name));

    private static Task<T> RunAsync<T>(
        IRuntimeHandle handle, TaskScope scope, JoinHandle body, Func<JoinHandle, T> result, TaskScopeOptions options, CancellationToken cancellationToken)
    {
        scope.Group.Begin(body, options.Deadline, handle.TimeProvider);
        return scope.Group.EndAsync(canceled => OutcomeOf(scope.Group, body, result, options, canceled), cancellationToken).Unwrap();
    }

    private static Task<T> OutcomeOf<T>(
        TaskScopeGroup group, JoinHandle body, Func<JoinHandle, T> result, TaskScopeOptions options, OperationCanceledException? canceled)
    {
        group.Close();
        if (group.Failures.Count > 0)
            return FailedTask.Of<T>(group.Failures);
        if (canceled is not null)
            throw canceled;
        var isWhole = body.Status == JoinStatus.Completed && !group.IsCutShort;
        if (group.Cause == CancelCause.Deadline && !isWhole)
            throw new TimeoutException($"{group} did not end within its deadline of {options.Deadline}. Its body and children were aborted and have ended.");
        if (isWhole || (group.Cause == CancelCause.Request && body.Status == JoinStatus.Completed))
            return Task.FromResult(result(body));
        throw new OperationCanceledException(
            group.Cause == CancelCause.Request ? $"{group} was cancelled from inside." : $"{group} was cancelled: its runtime ends.", group.Token);
    }
}

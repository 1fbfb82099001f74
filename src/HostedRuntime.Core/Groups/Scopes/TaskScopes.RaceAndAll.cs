using System.Runtime.CompilerServices;
using HostedRuntime.Groups;
using HostedRuntime.Tasks;

namespace HostedRuntime;

// Scopes without a body: the first result of several tasks, or all of them.
public static partial class TaskScopes
{
    /// <summary>
    /// Runs several bodies at the same time and returns the result of the first body that returns one. The others are aborted and waited
    /// for.
    /// </summary>
    /// <remarks>
    /// <para>A body that throws is out of the race. The semantics are those of ZIO's <c>race</c>; tokio's <c>select!</c> ends with the
    /// first body that ends, and drops the losers.</para>
    /// <para>If two bodies return before the losers are aborted, only the winner's result is kept. So a body must not take anything that
    /// exists once. If two bodies read from channels, the item that the loser has read is lost, and so is a permit or a guard that it
    /// returns. Let such bodies wait only (<c>WaitToReadAsync</c>), and take afterwards (<c>TryRead</c>).</para>
    /// </remarks>
    /// <param name="handle">The runtime to run on.</param>
    /// <param name="bodies">The bodies to run; at least one. Each gets the token of its own task.</param>
    /// <param name="cancellationToken">Cancels the race.</param>
    /// <param name="file">Where the race is; filled in by the compiler. Only the file's name is kept.</param>
    /// <param name="line">The line there; filled in by the compiler.</param>
    /// <typeparam name="T">The type of the results.</typeparam>
    /// <returns>
    /// The winner's result. If all bodies failed, their exceptions in the order in which they came. If a loser throws after the race was
    /// won, its exception is an unhandled fault.
    /// </returns>
    /// <exception cref="OperationCanceledException">The token fired, the waiting task was aborted, or the runtime ends.</exception>
    /// <exception cref="ArgumentException">There are no bodies, or one of them is null.</exception>
    public static Task<T> RaceAsync<T>(
        this IRuntimeHandle handle, IEnumerable<Func<CancellationToken, Task<T>>> bodies, CancellationToken cancellationToken = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        var all = Check(handle, bodies);
        if (all.Length == 0)
            throw new ArgumentException("A race without bodies has no winner. Pass at least one.", nameof(bodies));
        var group = new RaceGroup<T>(IOwningHandle.OwnerOf(handle));
        CancelIfDue(group, cancellationToken);
        SpawnAll(group, all, new SpawnSite(file, line));
        group.Seal();
        return group.EndAsync(canceled => OutcomeOf(group, canceled), cancellationToken).Unwrap();
    }

    /// <summary>
    /// Runs all bodies at the same time and returns all results, in the order of the bodies. If one fails, the others are aborted.
    /// </summary>
    /// <param name="handle">The runtime to run on.</param>
    /// <param name="bodies">The bodies to run. Each gets the token of its own task.</param>
    /// <param name="cancellationToken">Cancels all bodies.</param>
    /// <param name="file">Where the call is; filled in by the compiler. Only the file's name is kept.</param>
    /// <param name="line">The line there; filled in by the compiler.</param>
    /// <returns>The results. The Task ends after every body.</returns>
    /// <exception cref="OperationCanceledException">The token fired, the waiting task was aborted, or the runtime ends.</exception>
    /// <exception cref="ArgumentException">A body is null.</exception>
    [OverloadResolutionPriority(1)]
    public static Task<T[]> AllAsync<T>(
        this IRuntimeHandle handle, IEnumerable<Func<CancellationToken, Task<T>>> bodies, CancellationToken cancellationToken = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        var all = Check(handle, bodies);
        var group = Open(handle, cancellationToken);
        var tasks = SpawnAll(group, all, new SpawnSite(file, line));
        return EndAsync(group, tasks, static tasks => Array.ConvertAll(tasks, ValueOf), cancellationToken);
    }

    /// <inheritdoc cref="AllAsync{T1, T2, T3, T4}"/>
    [OverloadResolutionPriority(1)]
    public static Task<(T1 First, T2 Second)> AllAsync<T1, T2>(
        this IRuntimeHandle handle, Func<CancellationToken, Task<T1>> first, Func<CancellationToken, Task<T2>> second, CancellationToken cancellationToken = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        var (group, site) = (Open(handle, cancellationToken), new SpawnSite(file, line));
        return EndAsync(
            group,
            (Spawn(group, first, site), Spawn(group, second, site)),
            static all => (ValueOf(all.Item1), ValueOf(all.Item2)),
            cancellationToken);
    }

    /// <inheritdoc cref="AllAsync{T1, T2, T3, T4}"/>
    [OverloadResolutionPriority(1)]
    public static Task<(T1 First, T2 Second, T3 Third)> AllAsync<T1, T2, T3>(
        this IRuntimeHandle handle, Func<CancellationToken, Task<T1>> first, Func<CancellationToken, Task<T2>> second,
        Func<CancellationToken, Task<T3>> third, CancellationToken cancellationToken = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(third);
        var (group, site) = (Open(handle, cancellationToken), new SpawnSite(file, line));
        return EndAsync(
            group,
            (Spawn(group, first, site), Spawn(group, second, site), Spawn(group, third, site)),
            static all => (ValueOf(all.Item1), ValueOf(all.Item2), ValueOf(all.Item3)),
            cancellationToken);
    }

    /// <summary>Runs all bodies at the same time and returns all results. If one fails, the others are aborted.</summary>
    /// <param name="handle">The runtime to run on.</param>
    /// <param name="first">The first body. Each body gets the token of its own task.</param>
    /// <param name="second">Another body.</param>
    /// <param name="third">Another body.</param>
    /// <param name="fourth">Another body.</param>
    /// <param name="cancellationToken">Cancels all bodies.</param>
    /// <param name="file">Where the call is; filled in by the compiler. Only the file's name is kept.</param>
    /// <param name="line">The line there; filled in by the compiler.</param>
    /// <returns>A Task that ends after every body.</returns>
    /// <exception cref="OperationCanceledException">The token fired, the waiting task was aborted, or the runtime ends.</exception>
    [OverloadResolutionPriority(1)]
    public static Task<(T1 First, T2 Second, T3 Third, T4 Fourth)> AllAsync<T1, T2, T3, T4>(
        this IRuntimeHandle handle, Func<CancellationToken, Task<T1>> first, Func<CancellationToken, Task<T2>> second,
        Func<CancellationToken, Task<T3>> third, Func<CancellationToken, Task<T4>> fourth, CancellationToken cancellationToken = default,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(third);
        ArgumentNullException.ThrowIfNull(fourth);
        var (group, site) = (Open(handle, cancellationToken), new SpawnSite(file, line));
        return EndAsync(
            group,
            (Spawn(group, first, site), Spawn(group, second, site), Spawn(group, third, site), Spawn(group, fourth, site)),
            static all => (ValueOf(all.Item1), ValueOf(all.Item2), ValueOf(all.Item3), ValueOf(all.Item4)),
            cancellationToken);
    }

    private static TBody[] Check<TBody>(IRuntimeHandle handle, IEnumerable<TBody> bodies) where TBody : Delegate
    {
        ArgumentNullException.ThrowIfNull(handle);
        ArgumentNullException.ThrowIfNull(bodies);
        // Read to its end before anything runs, because the sequence is user code and may throw.
        TBody[] all = [.. bodies];
        if (Array.IndexOf(all, null) is >= 0 and var at)
            throw new ArgumentException($"The body at index {at} is null.", nameof(bodies));
        return all;
    }

    private static FailFastGroup Open(IRuntimeHandle handle, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(handle);
        var group = new FailFastGroup(IOwningHandle.OwnerOf(handle), int.MaxValue, name: null);
        CancelIfDue(group, cancellationToken);
        return group;
    }

    /// <summary>Cancels a group whose token has fired already, so that none of its members ever runs.</summary>
    private static void CancelIfDue(CancellableGroup group, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            group.Cancel(CancelCause.Owner);
    }

    private static JoinHandle<T> Spawn<T>(CancellableGroup group, Func<CancellationToken, Task<T>> body, SpawnSite site)
        => group.Spawn(new TokenTaskBody<T>(group.Owner, body, default, site));

    private static JoinHandle<T>[] SpawnAll<T>(CancellableGroup group, Func<CancellationToken, Task<T>>[] bodies, SpawnSite site)
        => Array.ConvertAll(bodies, body => Spawn(group, body, site));

    private static Task<T> OutcomeOf<T>(RaceGroup<T> group, OperationCanceledException? canceled)
    {
        if (canceled is not null)
        {
            group.Abandon();
            throw canceled;
        }

        if (group.Winner is { } winner)
            return Task.FromResult(winner.Result!);
        if (group.Failures is { Count: > 0 } failures)
            return FailedTask.Of<T>(failures);
        throw new OperationCanceledException("The race has no winner: its bodies were cancelled, for the runtime ends.");
    }

    private static Task<T> EndAsync<TTasks, T>(FailFastGroup group, TTasks tasks, Func<TTasks, T> results, CancellationToken cancellationToken)
    {
        group.Seal();
        return group.EndAsync(Outcome, cancellationToken).Unwrap();

        Task<T> Outcome(OperationCanceledException? canceled)
        {
            if (group.Failures.Count > 0)
                return FailedTask.Of<T>(group.Failures);
            if (canceled is not null)
                throw canceled;
            return Task.FromResult(results(tasks));
        }
    }

    /// <summary>Returns the result of a member. Throws if the end of the runtime has cancelled it.</summary>
    private static T ValueOf<T>(JoinHandle<T> task)
    {
        task.ThrowIfFailed();
        return task.Result!;
    }
}

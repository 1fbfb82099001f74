using System.Runtime.CompilerServices;
using HostedRuntime.Scheduling;

namespace HostedRuntime.Testing;

/// <summary>
/// Runs a test in many orders of its tasks. Each order that fails is replayed, made as simple as possible, and shown step by step in the
/// names of the tasks. Works with each test runner: a failing test throws.
/// </summary>
/// <remarks>
/// <para>Exactly one task runs at a time. Another one may run before each awaitable operation of this library, at each await that waits,
/// and at <see cref="ConcurrencyRun.Point"/>. Between these places code is atomic, so the test finds no races between two accesses to
/// memory.</para>
/// <para>The body is called once for each schedule, with a fresh runtime and clock. What it shares with other calls, such as static fields,
/// makes it depend on more than the schedule, and is reported.</para>
/// <para>Thread-safe: tests may run in parallel. Each call has threads of its own, which end before it returns.</para>
/// </remarks>
public static class ConcurrencyTest
{
    /// <summary>Explores schedules, and throws at the first one that fails.</summary>
    /// <param name="body">The test. It spawns tasks on <see cref="ConcurrencyRun.Runtime"/>, and awaits all of them.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="name">The name of the test; filled in by the compiler.</param>
    /// <param name="file">Where the call is; filled in by the compiler. Only the file's name is used.</param>
    /// <param name="line">The line there; filled in by the compiler.</param>
    /// <exception cref="ConcurrencyTestException">A schedule failed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    /// <exception cref="FormatException">An environment variable of the tests has no valid value.</exception>
    public static void Run(
        [RunsOnRuntime] Func<ConcurrencyRun, Task> body, ConcurrencyTestOptions? options = null,
        [CallerMemberName] string name = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => ThrowIfFailed(Explore(body, options, name, file, line));

    /// <summary>Explores schedules on a thread of its own. Otherwise as <see cref="Run"/>.</summary>
    /// <returns>A Task that fails with a <see cref="ConcurrencyTestException"/> at the first schedule that fails.</returns>
    /// <inheritdoc cref="Run"/>
    public static Task RunAsync(
        [RunsOnRuntime] Func<ConcurrencyRun, Task> body, ConcurrencyTestOptions? options = null,
        [CallerMemberName] string name = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                Run(body, options, name, file, line);
                ended.SetResult();
            }
            catch (Exception e)
            {
                ended.SetException(e);
            }
        })
        { IsBackground = true, Name = "concurrency test" };
        ThreadStarter.Start(thread, "the test");
        return ended.Task;
    }

    /// <summary>Explores schedules, and returns what was found instead of throwing.</summary>
    /// <returns>The report, with the failure if a schedule failed.</returns>
    /// <inheritdoc cref="Run"/>
    public static ConcurrencyReport Explore(
        [RunsOnRuntime] Func<ConcurrencyRun, Task> body, ConcurrencyTestOptions? options = null,
        [CallerMemberName] string name = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => new Exploration(body, options, name, file, line).Explore();

    /// <summary>
    /// Runs one schedule that a failing test has printed, as often as needed and under a debugger without limits of time.
    /// </summary>
    /// <param name="schedule">The schedule, such as "hrt1.k3f2.9a7c.04", or a file whose first line it is.</param>
    /// <param name="body">The same body.</param>
    /// <param name="options">The same options.</param>
    /// <param name="name">The name of the test; filled in by the compiler.</param>
    /// <param name="file">Where the call is; filled in by the compiler.</param>
    /// <param name="line">The line there; filled in by the compiler.</param>
    /// <exception cref="ConcurrencyTestException">The schedule fails, as is expected of it.</exception>
    /// <exception cref="FormatException">The text is no schedule of this version, or one of other options.</exception>
    public static void Replay(
        string schedule, [RunsOnRuntime] Func<ConcurrencyRun, Task> body, ConcurrencyTestOptions? options = null,
        [CallerMemberName] string name = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        ThrowIfFailed(new Exploration(body, options, name, file, line).Replay(schedule));
    }

    /// <summary>
    /// Runs the test once for each wait of a task, first come, first served, and aborts the task in that wait. So its cleanup is tested at
    /// every place at which an abort can come.
    /// </summary>
    /// <param name="task">The name of the task, as in <see cref="SpawnOptions.Name"/>.</param>
    /// <param name="body">The test. It must expect that the task ends as aborted: it awaits <see cref="JoinHandle.JoinAsync"/>.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="name">The name of the test; filled in by the compiler.</param>
    /// <param name="file">Where the call is; filled in by the compiler.</param>
    /// <param name="line">The line there; filled in by the compiler.</param>
    /// <exception cref="ConcurrencyTestException">The test failed after one of the aborts.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public static void AbortEverywhere(
        string task, [RunsOnRuntime] Func<ConcurrencyRun, Task> body, ConcurrencyTestOptions? options = null,
        [CallerMemberName] string name = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(task);
        ThrowIfFailed(new Exploration(body, options, name, file, line, task).Explore());
    }

    private static void ThrowIfFailed(ConcurrencyReport report)
    {
        if (report.Failure is not null)
            throw new ConcurrencyTestException(report);
    }
}

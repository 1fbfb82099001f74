using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace HostedRuntime.Testing;

/// <summary>
/// A runtime for tests with one order, first come, first served. Its virtual time jumps to the next timer once no task can go on. So a test
/// that sleeps for an hour takes milliseconds, and gives the same result each time.
/// </summary>
/// <remarks>
/// <para>Its <see cref="Handle"/> can be given to any code, also to a host by <c>UseRuntime</c>. Tasks run only inside
/// <see cref="Run(Func{Task}, string, int)"/>, <see cref="RunUntilIdle"/> and <see cref="Advance"/>, on threads of the test runtime.</para>
/// <para>While a task waits for work that is not the runtime's, such as a socket, virtual time stands still. So it does while code of the
/// test runs on other threads. Work that nobody awaits and whose flow is suppressed cannot be seen; use
/// <see cref="VirtualTime.Hold"/>.</para>
/// <para>One thread at a time may call it. Other threads may use the handle.</para>
/// </remarks>
public sealed class TestRuntime : IDisposable
{
    private readonly Driver _driver;
    private bool _isDisposed;

    private TestRuntime(TestRuntimeOptions options)
    {
        if (options.ForeignWait <= TimeSpan.Zero || options.ForeignWait > TimeSpan.FromDays(1))
            throw new ArgumentOutOfRangeException(nameof(options), options.ForeignWait, $"The option {nameof(options.ForeignWait)} must be above zero and at most 1 day.");
        _driver = new Driver(DriverSettings.Of(options), options.Name);
        _driver.Execute(() => _driver.Reset(options.Name, options.StartTime, new FifoStrategy(), trace: null));
    }

    /// <summary>The runtime, for the code under test.</summary>
    public IRuntimeHandle Handle => _driver.Engine;

    /// <summary>The clock of the runtime.</summary>
    public VirtualTime Time => _driver.Time;

    /// <summary>Creates a test runtime.</summary>
    /// <param name="options">The options; null for the defaults.</param>
    /// <returns>The test runtime. The caller disposes it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public static TestRuntime Create(TestRuntimeOptions? options = null) => new(options ?? new TestRuntimeOptions());

    /// <summary>
    /// Runs a body as a task named "test", on other threads, until it has ended and no task is ready. Throws the body's own exception.
    /// </summary>
    /// <param name="body">The body.</param>
    /// <param name="file">Where the call is; filled in by the compiler. Only the file's name is kept.</param>
    /// <param name="line">The line there; filled in by the compiler.</param>
    /// <exception cref="ConcurrencyTestException">
    /// No task can go on, or the body has left tasks, timers or unobserved faults behind.
    /// </exception>
    /// <exception cref="InvalidOperationException">The call was made by a task of this runtime, or while another thread runs
    /// it.</exception>
    /// <exception cref="ObjectDisposedException">The test runtime was disposed.</exception>
    public void Run([RunsOnRuntime] Func<Task> body, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(body);
        RunTask(() => _driver.Engine.Spawn(body, new SpawnOptions { Name = "test" }, file, line));
    }

    /// <inheritdoc cref="Run(Func{Task}, string, int)"/>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <returns>The result of the body.</returns>
    [OverloadResolutionPriority(1)]
    public T Run<T>([RunsOnRuntime] Func<Task<T>> body, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(body);
        return RunTask(() => _driver.Engine.Spawn(body, new SpawnOptions { Name = "test" }, file, line)).Result!;
    }

    /// <summary>Runs tasks until none is ready. Time does not move.</summary>
    /// <returns>How many times a task ran.</returns>
    /// <exception cref="InvalidOperationException">The call was made by a task of this runtime, or while another thread runs
    /// it.</exception>
    /// <exception cref="ObjectDisposedException">The test runtime was disposed.</exception>
    public int RunUntilIdle()
    {
        var before = _driver.Steps;
        Drive(static () => true);
        return _driver.Steps - before;
    }

    /// <summary>Moves the clock, step by step, as <see cref="VirtualTime.AdvanceAsync"/>, and runs what follows.</summary>
    /// <param name="by">How far to move the clock; not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="by"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">The call was made by a task of this runtime, or while another thread runs
    /// it.</exception>
    /// <exception cref="ObjectDisposedException">The test runtime was disposed.</exception>
    public void Advance(TimeSpan by)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var arrived = Time.AdvanceAsync(by);
        Drive(() => arrived.IsCompleted);
    }

    /// <summary>Ends the runtime: aborts the tasks that are left, runs their cleanup, and ends the threads.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _driver.Execute(() =>
        {
            if (_driver.Failure is null)
            {
                var ended = _driver.Engine.ShutdownAsync(TimeSpan.Zero);
                _driver.RunUntil(() => ended.IsCompleted);
            }

            _driver.Close();
        });
        _driver.Dispose();
    }

    private TTask RunTask<TTask>(Func<TTask> spawn) where TTask : JoinHandle
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        TTask? task = null;
        RunFailure? fault = null;
        RunFailure? leftovers = null;
        var before = _driver.Tasks.Count;
        _driver.Execute(() =>
        {
            task = spawn();
            _driver.RunUntil(() => task.IsEnded);
            if (_driver.Failure is not null)
                return;
            fault = _driver.FindFault(task);
            leftovers = _driver.FindLeftovers(task, before);
        });
        ThrowIfFailed();
        if (fault?.Exception is { } error)
            ExceptionDispatchInfo.Throw(error);
        Throw(fault ?? leftovers);
        return task!;
    }

    private void Drive(Func<bool> isGoal)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _driver.Execute(() => _driver.RunUntil(isGoal));
        ThrowIfFailed();
    }

    private void ThrowIfFailed() => Throw(_driver.Failure);

    private static void Throw(RunFailure? failure)
    {
        if (failure is not null)
            throw new ConcurrencyTestException(failure.Kind, $"{failure.Kind}: {failure.Message}", failure.Exception);
    }
}

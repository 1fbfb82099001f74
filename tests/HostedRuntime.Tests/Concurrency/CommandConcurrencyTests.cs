using HostedRuntime.Sync;
using HostedRuntime.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace HostedRuntime.Tests.Concurrency;

/// <summary>Commands that tasks of a runtime call, in many orders. No call leaves the runtime, so every order can be replayed.</summary>
public sealed class CommandConcurrencyTests
{
    // The limit is the number of schedules: a busy machine must not cut a test short.
    private static readonly ConcurrencyTestOptions s_options = new() { Schedules = 300, MaxTime = Timeout.InfiniteTimeSpan };

    [Fact]
    public void InvokeAsync_CallersAtOnce_GivesEachItsResult()
        => ConcurrencyTest.Run(
            async run =>
            {
                var gate = new AsyncMutex();
                await using var services = With(run.Runtime, builder => builder.AddCommand("double", async (int number, CancellationToken ct) =>
                {
                    using (await gate.LockAsync(ct))
                        await AsyncTime.SleepAsync(TimeSpan.FromSeconds(number), ct);
                    return 2 * number;
                }));
                var commands = services.GetRequiredService<ICommandInvoker>();
                var callers = Enumerable.Range(1, 3).Select(number => run.Runtime.Spawn(ct => commands.InvokeAsync<int>("double", number, ct))).ToList();
                for (var i = 0; i < callers.Count; i++)
                    Assert.Equal(2 * (i + 1), await callers[i]);
            },
            s_options);

    [Fact]
    public void InvokeAsync_HandlerThatFails_GivesOneKindOfException()
        => ConcurrencyTest.Run(
            async run =>
            {
                await using var services = With(run.Runtime, static builder => builder.AddCommand("fail", static async ct =>
                {
                    await AsyncTime.SleepAsync(TimeSpan.FromSeconds(1), ct);
                    throw new FormatException("no census");
                }));
                var commands = services.GetRequiredService<ICommandInvoker>();
                var caller = run.Runtime.Spawn(ct => commands.InvokeAsync<object?>("fail", null, ct));
                var failed = await Assert.ThrowsAsync<CommandException>(async () => await caller);
                Assert.Equal((CommandError.Failed, "Command 'fail' failed: no census"), (failed.Error, failed.Message));
            },
            s_options);

    [Fact]
    public void InvokeAsync_CallerThatIsAborted_EndsTheCommandWithItsScope()
        => ConcurrencyTest.AbortEverywhere(
            "caller",
            async run =>
            {
                var (begun, ended) = (0, 0);
                await using var services = With(run.Runtime, builder => builder.AddCommand("work", async ct =>
                {
                    begun++;
                    try
                    {
                        await AsyncTime.SleepAsync(TimeSpan.FromSeconds(1), ct);
                        await AsyncTime.SleepAsync(TimeSpan.FromSeconds(1), ct);
                    }
                    finally
                    {
                        ended++;
                    }
                }));
                var commands = services.GetRequiredService<ICommandInvoker>();
                var caller = run.Runtime.Spawn(ct => commands.InvokeAsync<object?>("work", null, ct), new SpawnOptions { Name = "caller" });
                await caller.JoinAsync();
                await run.UntilIdleAsync();
                Assert.Equal(begun, ended);
            },
            s_options);

    private static ServiceProvider With(IRuntimeHandle runtime, Action<IAsyncRuntimeBuilder> configure)
    {
        var services = new ServiceCollection();
        configure(services.AddAsyncRuntime().UseRuntime(runtime));
        return services.BuildServiceProvider();
    }
}

namespace HostedRuntime.SurfaceTests.Snippets;

/// <summary>The code around a snippet: the usings of a new project, and the methods and variables that the snippets name.</summary>
internal static class Surroundings
{
    public const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Linq;
        using System.Threading;
        using System.Threading.Tasks;
        using HostedRuntime;
        using HostedRuntime.Channels;
        using HostedRuntime.Sync;

        """;

    public const string Members = Usings + """
        internal abstract class Members
        {
            protected readonly IRuntimeHandle h = AsyncRuntime.Handle;
            protected readonly IRuntime runtime = AsyncRuntime.Create();
            protected readonly JoinSet tasks = new();
            protected readonly JoinSet<int> values = new();
            protected readonly JoinMap<string> tasksByKey = new();
            protected readonly JoinMap<string, int> valuesByKey = new();
            protected readonly Service service = new();
            protected readonly CancellationToken token = CancellationToken.None;
            protected readonly SpawnOptions options = new() { Name = "x" };

            protected readonly Action action = () => { };
            protected readonly Func<int> func = () => 1;
            protected readonly Func<Task> asyncAction = () => Task.CompletedTask;
            protected readonly Func<Task<int>> asyncFunc = () => Task.FromResult(1);
            protected readonly Func<CancellationToken, Task> asyncActionOfToken = ct => Task.CompletedTask;
            protected readonly Func<CancellationToken, Task<int>> asyncFuncOfToken = ct => Task.FromResult(1);
            protected readonly Func<ValueTask<int>> valueTaskFunc = () => new(1);
            protected readonly Func<CancellationToken, ValueTask> valueTaskActionOfToken = ct => default;
            protected readonly Delegate untyped = () => 1;

            protected static void Work() { }
            protected static int Compute() => 1;
            protected static void WorkOfToken(CancellationToken ct) { }
            protected static int ComputeOfToken(CancellationToken ct) => 1;
            protected static Task WorkAsync() => Task.CompletedTask;
            protected static async Task<int> ComputeAsync() { await Task.Yield(); return 1; }
            protected static Task WorkOfTokenAsync(CancellationToken ct) => Task.CompletedTask;
            protected static Task<int> ComputeOfTokenAsync(CancellationToken ct) => Task.FromResult(1);
            protected static Task<int> ComputeOfDefaultTokenAsync(CancellationToken ct = default) => Task.FromResult(1);
            protected static Task<string?> FindAsync(CancellationToken ct) => Task.FromResult<string?>(null);
            protected static ValueTask ValueWorkAsync() => default;
            protected static ValueTask<int> ValueComputeAsync() => new(1);
            protected static ValueTask ValueWorkOfTokenAsync(CancellationToken ct) => default;
            protected static ValueTask<int> ValueComputeOfTokenAsync(CancellationToken ct) => new(1);
            protected static async void FireAndForget() { await Task.Yield(); }

            protected static Task BothAsync() => Task.CompletedTask;
            protected static Task BothAsync(CancellationToken ct) => Task.CompletedTask;
            protected static Task<int> BothComputeAsync() => Task.FromResult(1);
            protected static Task<int> BothComputeAsync(CancellationToken ct) => Task.FromResult(1);
            protected static void BothWork() { }
            protected static void BothWork(CancellationToken ct) { }
            protected static Task Uneven() => Task.CompletedTask;
            protected static void Uneven(CancellationToken ct) { }
            protected static Task UnevenValue() => Task.CompletedTask;
            protected static ValueTask UnevenValue(CancellationToken ct) => default;
            protected static Task<int> UnevenResult() => Task.FromResult(1);
            protected static int UnevenResult(CancellationToken ct) => 1;

            protected static T Make<T>() where T : new() => new();
            protected static async Task<T> MakeAsync<T>(CancellationToken ct) where T : new() { await Task.Yield(); return new(); }
            protected static Task<int> AddAsync(int state, CancellationToken ct) => Task.FromResult(state + 1);
            protected static ValueTask ValueStoreAsync(int state, CancellationToken ct) => default;
            protected static ValueTask<int> ValueAddAsync(int state, CancellationToken ct) => new(state + 1);
        }

        internal sealed class Service
        {
            public Task RunAsync() => Task.CompletedTask;
            public Task RunAsync(CancellationToken ct) => Task.CompletedTask;
            public Task RunAsync(int times, CancellationToken ct) => Task.CompletedTask;
        }
        """;

    public static string Around(string method, string statements)
        => $$"""
            {{Usings}}
            internal sealed class UserCode : Members
            {
                private {{method}}
                {
            #line 1 "snippet"
                    {{statements}}
                }
            }
            """;
}

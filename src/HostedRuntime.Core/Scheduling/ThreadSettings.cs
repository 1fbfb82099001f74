using HostedRuntime.Diagnostics;

namespace HostedRuntime.Scheduling;

/// <summary>How the threads of a runtime are made, workers and blocking ones alike.</summary>
internal sealed record ThreadSettings(string Name, int StackSize, ThreadPriority Priority, RuntimeHooks Hooks)
{
    /// <summary>Runs first on each thread; marks it as the runtime's.</summary>
    public required Action Enter { get; init; }

    /// <summary>Runs after it on each worker. Null: nothing.</summary>
    public Action? EnterWorker { get; init; }

    /// <summary>A background thread, not started, that takes no ExecutionContext from whoever starts it.</summary>
    public Thread Create(string suffix, Action run) => new(() => run(), StackSize)
    {
        Name = $"{Name}-{suffix}",
        IsBackground = true,
        Priority = Priority,
    };
}

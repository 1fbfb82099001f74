using HostedRuntime.Diagnostics;

namespace HostedRuntime.Models;

/// <summary>What a branch needs of a runtime, where that is a model's owner.</summary>
internal sealed class ModelHandle(TaskOwner owner) : IOwningHandle
{
    public string Name => "model";

    public RuntimeFlavor Flavor => RuntimeFlavor.MultiThread;

    public TimeProvider TimeProvider => TimeProvider.System;

    public RuntimeMetrics Metrics => throw new NotSupportedException();

    public CancellationToken Stopping => owner.Stopping;

    TaskOwner IOwningHandle.Owner => owner;

    public RuntimeScope Enter() => new(this);

    public IReadOnlyList<TaskInfo> CaptureTasks() => [];
}

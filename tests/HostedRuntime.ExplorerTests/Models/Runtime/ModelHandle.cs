using HostedRuntime.Diagnostics;

namespace HostedRuntime.Models;

/// <summary>A handle with the members that a child runtime uses, over the task owner of a model.</summary>
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

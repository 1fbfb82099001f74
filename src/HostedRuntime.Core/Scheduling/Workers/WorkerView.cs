using HostedRuntime.Diagnostics;

namespace HostedRuntime.Scheduling;

/// <summary>Describes a worker at one moment, with the task that it polls.</summary>
internal readonly record struct WorkerView(WorkerSnapshot Worker, RuntimeTask? Task);

namespace HostedRuntime.Testing;

/// <summary>The data of one task in a run.</summary>
internal sealed class TaskEntry(RuntimeTask task, int ordinal)
{
    public RuntimeTask Task => task;

    /// <summary>The position of the spawn among all spawns of the run, from 0 on.</summary>
    public int Ordinal => ordinal;

    /// <summary>How many waits of the task in our primitives have begun.</summary>
    public int Waits { get; set; }

    /// <summary>How many steps the task has taken.</summary>
    public int Steps { get; set; }

    /// <summary>The task in a text: its name, or its number in this run.</summary>
    public string Label => task.Name is { } name ? $"'{name}'" : $"task #{ordinal}";
}

namespace HostedRuntime.ArchitectureTests.Layers;

/// <summary>The folders of a project, and for each the folders that its code may name. A folder may always name itself.</summary>
internal sealed class LayerMap(Dictionary<string, string[]> arrows)
{
    /// <summary>
    /// The layers of the engine, which <c>src/HostedRuntime.Core/README.md</c> draws. Groups is the top layer; no other folder names it. A task knows an abstract owner and no scheduler. Locks,
    /// channels and timers reach a task only through Waiting. Diagnostics is filled by Runtime and the folders below it, and names none of
    /// them.
    /// </summary>
    public static LayerMap Core { get; } = new(new()
    {
        ["Groups"] = ["Runtime", "Tasks", "Waiting", "Atomics"],
        ["Runtime"] = ["Scheduling", "Blocking", "Tasks", "Waiting", "Channels", "Time", "Diagnostics", "Atomics"],
        ["Scheduling"] = ["Tasks", "Waiting", "Diagnostics", "Atomics"],
        ["Blocking"] = ["Scheduling", "Tasks", "Waiting", "Diagnostics", "Atomics"],
        ["Tasks"] = ["Waiting", "Diagnostics", "Atomics"],
        ["Sync"] = ["Waiting", "Atomics"],
        ["Channels"] = ["Waiting", "Atomics"],
        ["Time"] = ["Waiting", "Atomics"],
        ["Waiting"] = ["Atomics"],
        ["Diagnostics"] = [],
        ["Atomics"] = [],
    });

    public IEnumerable<string> Folders => arrows.Keys;

    public bool Has(string folder) => arrows.ContainsKey(folder);

    public IReadOnlyList<string> UsedBy(string folder) => arrows[folder];

    public bool Allows(Arrow arrow) => arrow.From == arrow.To || (arrows.TryGetValue(arrow.From, out var allowed) && allowed.Contains(arrow.To));
}

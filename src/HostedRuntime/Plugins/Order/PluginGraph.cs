using HostedRuntime.Configuration;

namespace HostedRuntime.Plugins;

/// <summary>
/// Puts plugins in order. All errors are reported together: the caller's errors, names or classes registered twice, missing dependencies,
/// cycles with their path, and commands of missing plugins.
/// </summary>
internal sealed class PluginGraph
{
    private readonly IReadOnlyList<PluginRegistration> _registrations;
    private readonly List<PluginRegistration> _sequence = [];
    private readonly Dictionary<PluginRegistration, int> _layers = new(ReferenceEqualityComparer.Instance);
    private readonly List<PluginRegistration> _path = [];
    private readonly List<string> _errors;
    private readonly Func<string, string?> _runtimeOf;

    private PluginGraph(IReadOnlyList<PluginRegistration> registrations, IEnumerable<string> errors, Func<string, string?> runtimeOf)
    {
        _registrations = registrations;
        _runtimeOf = runtimeOf;
        _errors = [.. errors];
    }

    /// <param name="runtime">The runtime's name.</param>
    /// <param name="registrations">The runtime's plugins.</param>
    /// <param name="requirements">The plugins that commands belong to.</param>
    /// <param name="errors">The errors found so far.</param>
    /// <param name="runtimeOf">Returns another runtime that has a plugin of that name, or null.</param>
    public static PluginOrder Order(
        string runtime,
        IReadOnlyList<PluginRegistration> registrations,
        IEnumerable<PluginRequirement> requirements,
        IEnumerable<string> errors,
        Func<string, string?> runtimeOf)
    {
        var graph = new PluginGraph(registrations, errors, runtimeOf);
        graph.FindDuplicates();
        foreach (var registration in registrations)
            graph.Visit(registration);
        graph.FindMissing(requirements);
        if (graph._errors.Count > 0)
        {
            throw new PluginInitializationException(
                $"The plugins of runtime '{runtime}' cannot start:{string.Concat(graph._errors.Select(static error => Environment.NewLine + "  " + error))}");
        }

        return new PluginOrder(
            graph._sequence,
            [.. graph._sequence.GroupBy(registration => graph._layers[registration]).OrderBy(static layer => layer.Key).Select(static layer => layer.ToList())]);
    }

    private void FindDuplicates()
    {
        foreach (var same in Several(_registrations, static registration => registration.Name, PluginName.Comparer))
            _errors.Add($"'{same.Key}' is the name of {same.Count()} plugins.");
        // A class has one instance and one section of options, so it cannot be two plugins.
        foreach (var same in Several(_registrations.Where(static registration => registration.Type != typeof(DelegatePlugin)), static registration => registration.Type))
        {
            if (same.DistinctBy(static registration => registration.Name, PluginName.Comparer).Skip(1).Any())
                _errors.Add($"{same.Key.Name} is the class of {Names(same)}: of a class there is one instance.");
        }
    }

    private static IEnumerable<IGrouping<TKey, PluginRegistration>> Several<TKey>(
        IEnumerable<PluginRegistration> registrations, Func<PluginRegistration, TKey> key, IEqualityComparer<TKey>? comparer = null)
        => registrations.GroupBy(key, comparer).Where(static same => same.Skip(1).Any());

    private static string Names(IEnumerable<PluginRegistration> registrations) => string.Join(", ", registrations.Select(static registration => $"'{registration.Name}'"));

    /// <returns>The registration's layer.</returns>
    private int Visit(PluginRegistration registration)
    {
        var inPath = _path.FindIndex(other => ReferenceEquals(other, registration));
        if (inPath >= 0)
        {
            _errors.Add($"They depend on each other: {string.Join(" -> ", _path.Skip(inPath).Append(registration).Select(static step => $"'{step.Name}'"))}.");
            return 0;
        }

        if (_layers.TryGetValue(registration, out var known))
            return known;
        _path.Add(registration);
        var layer = 0;
        foreach (var dependency in registration.Dependencies)
        {
            var needed = _registrations.Where(dependency.IsMetBy).ToList();
            if (needed.Count == 0)
                _errors.Add($"'{registration.Name}' depends on {dependency.Description}, which is {Missing(dependency)}");
            foreach (var other in needed)
                layer = Math.Max(layer, Visit(other) + 1);
        }

        _path.RemoveAt(_path.Count - 1);
        _layers.Add(registration, layer);
        _sequence.Add(registration);
        return layer;
    }

    private void FindMissing(IEnumerable<PluginRequirement> requirements)
    {
        foreach (var (plugin, by) in requirements)
        {
            if (!_registrations.Any(registration => PluginName.Comparer.Equals(registration.Name, plugin)))
                _errors.Add($"{by} is of plugin '{plugin}', which is {Missing(plugin)}");
        }
    }

    private string Missing(IPluginDependency dependency) => dependency is DependsOnAttribute named ? Missing(named.Plugin) : "not registered.";

    private string Missing(string plugin)
        => _runtimeOf(plugin) is { } other ? $"a plugin of runtime '{other}': it has to be one of the same runtime." : $"not registered{DidYouMean(plugin)}";

    private string DidYouMean(string plugin)
        => NearestKey.Find(plugin, _registrations.Select(static registration => registration.Name)) is { } near ? $"; did you mean '{near}'?" : ".";
}

namespace HostedRuntime.Plugins;

/// <summary>
/// The order of plugins: that of registration, but whoever is depended on is moved ahead. Everything that is wrong is found
/// before anything is said: names registered twice, dependencies that nobody is, cycles with their path.
/// </summary>
internal sealed class PluginGraph
{
    private readonly IReadOnlyList<PluginRegistration> _registrations;
    private readonly List<PluginRegistration> _order = [];
    private readonly HashSet<PluginRegistration> _visited = new(ReferenceEqualityComparer.Instance);
    private readonly List<PluginRegistration> _path = [];
    private readonly List<string> _errors = [];

    private PluginGraph(IReadOnlyList<PluginRegistration> registrations) => _registrations = registrations;

    /// <summary>The registrations in the order in which their hooks run.</summary>
    public static IReadOnlyList<PluginRegistration> Order(string runtime, IReadOnlyList<PluginRegistration> registrations)
    {
        var graph = new PluginGraph(registrations);
        graph.FindDuplicates();
        foreach (var registration in registrations)
            graph.Visit(registration);
        if (graph._errors.Count > 0)
        {
            throw new PluginInitializationException(
                $"The plugins of runtime '{runtime}' cannot be put in order:{string.Concat(graph._errors.Select(static error => Environment.NewLine + "  " + error))}");
        }

        return graph._order;
    }

    private void FindDuplicates()
    {
        foreach (var same in _registrations.GroupBy(static registration => registration.Name, PluginName.Comparer).Where(static same => same.Skip(1).Any()))
            _errors.Add($"'{same.Key}' is the name of {same.Count()} plugins.");
    }

    private void Visit(PluginRegistration registration)
    {
        var inPath = _path.FindIndex(other => ReferenceEquals(other, registration));
        if (inPath >= 0)
        {
            _errors.Add($"They depend on each other: {string.Join(" -> ", _path.Skip(inPath).Append(registration).Select(static step => $"'{step.Name}'"))}.");
            return;
        }

        if (!_visited.Add(registration))
            return;
        _path.Add(registration);
        foreach (var dependency in registration.Dependencies)
        {
            var needed = _registrations.Where(dependency.IsMetBy).ToList();
            if (needed.Count == 0)
                _errors.Add($"'{registration.Name}' depends on {dependency.Description}, which is not registered.");
            needed.ForEach(Visit);
        }

        _path.RemoveAt(_path.Count - 1);
        _order.Add(registration);
    }
}

namespace PluginHost.Plugins;

/// <summary>The arguments of the command <c>plugin:store|add</c>.</summary>
internal sealed record Quote(string Text);

/// <summary>The arguments of the command <c>plugin:search|find</c>.</summary>
internal sealed record Query(string Word);

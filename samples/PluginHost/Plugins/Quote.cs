namespace PluginHost.Plugins;

/// <summary>What the command <c>plugin:store|add</c> takes.</summary>
internal sealed record Quote(string Text);

/// <summary>What the command <c>plugin:search|find</c> takes.</summary>
internal sealed record Query(string Word);

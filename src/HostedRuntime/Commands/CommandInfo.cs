namespace HostedRuntime;

/// <summary>
/// What a command is called, what it takes and what it gives: for a front-end that shows the commands. See
/// <see cref="ICommandInvoker.Commands"/>.
/// </summary>
/// <param name="Name">The name that it is invoked by.</param>
/// <param name="Plugin">The plugin that it belongs to. Null: none, it is the application's.</param>
/// <param name="ArgumentsType">The type that its arguments are read into. Null: it takes none.</param>
/// <param name="ResultType">The type of its result. Null: it gives none.</param>
/// <param name="Runtime">The name of the runtime that it runs on.</param>
public sealed record CommandInfo(string Name, string? Plugin, Type? ArgumentsType, Type? ResultType, string Runtime);

// Prepares the input of docfx: the assemblies with their XML files, and the assemblies that they refer to.
// Arguments: a folder with one JSON file for each project, as `dotnet build -getProperty:TargetPath -getItem:ReferencePath` prints it, and the output folder.

import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const [projects, output] = process.argv.slice(2);
const assemblies = path.join(output, 'assemblies');
const references = path.join(output, 'references');
for (const folder of [assemblies, references]) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
}

const own = new Set();
const foreign = new Set();
for (const file of readdirSync(projects)) {
  const project = JSON.parse(readFileSync(path.join(projects, file), 'utf8'));
  own.add(project.Properties.TargetPath);
  for (const reference of project.Items.ReferencePath) {
    // docfx finds the libraries of .NET itself. If it gets them a second time, it finds no System.Object.
    if (reference.FrameworkReferenceName !== 'Microsoft.NETCore.App' && reference.ReferenceSourceTarget !== 'ProjectReference')
      foreign.add(reference.FullPath);
  }
}

for (const dll of own) {
  cpSync(dll, path.join(assemblies, path.basename(dll)));
  const xml = dll.replace(/\.dll$/, '.xml');
  cpSync(xml, path.join(assemblies, path.basename(xml)));
}

for (const dll of foreign)
  cpSync(dll, path.join(references, path.basename(dll)));

const configuration = {
  metadata: [
    {
      src: [{ src: 'assemblies', files: ['*.dll'] }],
      references: [{ src: 'references', files: ['*.dll'] }],
      output: 'markdown',
      outputFormat: 'markdown',
    },
  ],
};
writeFileSync(path.join(output, 'docfx.json'), JSON.stringify(configuration, null, 2));
